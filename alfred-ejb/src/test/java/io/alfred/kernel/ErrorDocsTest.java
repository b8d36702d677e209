package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Holds {@code docs/reference/errors.md} to the catalogue. */
class ErrorDocsTest {
    private static final Pattern SECTION =
            Pattern.compile(
                    "^## `(\\w+)` · (\\d{3})\n\n<a id=\"(\\w+)\"></a>\\S[^#]*?\n\n"
                            + "Type `(\\w+)`\\. \\*\\*Fix:\\*\\* \\S",
                    Pattern.MULTILINE);

    @ParameterizedTest
    @EnumSource
    void every_code_has_an_anchor_its_status_its_type_and_a_fix(ErrorCode code) throws IOException {
        assertThat(sections())
                .filteredOn(section -> section.group(1).equals(code.wireName()))
                .singleElement()
                .satisfies(
                        section -> {
                            assertThat(section.group(2)).isEqualTo("" + code.status());
                            assertThat(section.group(3)).isEqualTo(code.wireName());
                            assertThat(section.group(4)).isEqualTo(code.type());
                        });
    }

    @Test
    void the_page_names_no_code_that_does_not_exist() throws IOException {
        assertThat(sections())
                .extracting(section -> section.group(3))
                .isSubsetOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
    }

    private static List<MatchResult> sections() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "errors.md"));
        return SECTION.matcher(page).results().toList();
    }
}

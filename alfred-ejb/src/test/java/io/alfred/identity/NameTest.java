package io.alfred.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
    @Test
    void a_name_is_trimmed_and_brought_to_nfc() {
        assertThat(Name.of("name", "  ana \t").text()).isEqualTo("ana");
        assertThat(Name.of("name", "Zoe\u0308").text()).isEqualTo("Zo\u00eb");
        assertThat(Name.of("name", "R&D/Ops 日本").text()).isEqualTo("R&D/Ops 日本");
    }

    @Test
    void a_name_has_1_to_100_characters_whatever_their_bytes() {
        assertThat(Name.of("name", "x").text()).hasSize(1);
        assertThat(Name.of("name", "x".repeat(100)).text()).hasSize(100);
        assertThat(Name.of("name", "\uD83D\uDE80".repeat(100)).text()).hasSize(200);
        refused("x".repeat(101));
        refused("\uD83D\uDE80".repeat(101));
        refused("");
        refused(" \t ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\u200Bb",
                "a\u202Eb",
                "a\u2028b",
                "a\uFEFFb",
                "a\uD800b",
                "a\uE000b",
                "a\u007Fb"
            })
    void what_cannot_be_seen_is_refused(String raw) {
        refused(raw);
    }

    @Test
    void the_shape_of_an_id_is_refused_as_a_name() {
        refused("018f4e3a-1111-7222-8333-444455556666");
        refused("018F4E3A-1111-7222-8333-444455556666");
        assertThat(Name.of("name", "018f4e3a-1111").text()).isEqualTo("018f4e3a-1111");
    }

    private static void refused(String raw) {
        assertThatThrownBy(() -> Name.of("team", raw))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                            assertThat(e.param()).contains("team");
                        });
    }
}

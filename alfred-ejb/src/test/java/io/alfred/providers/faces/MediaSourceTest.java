package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Part.Media;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaSourceTest {
    private static Media url(String url) {
        return MediaSource.url(
                Fields.of(JsonText.object().put("url", url), ChatFace.ENDPOINT), "url");
    }

    @Test
    void data_is_told_from_a_link() {
        assertThat(url("data:image/png;base64,AAA="))
                .isEqualTo(new Media.Inline("image/png", "AAA="));
        assertThat(url("DATA:Image/PNG;charset=x;BASE64,AAAA"))
                .isEqualTo(new Media.Inline("image/png", "AAAA"));
        assertThat(url("HTTPS://example.org/a?b=c")).isInstanceOf(Media.Link.class);
        assertThat(url("http://example.org")).isEqualTo(new Media.Link("http://example.org"));
    }

    @Test
    void line_breaks_are_taken_out_of_base64() {
        assertThat(url("data:image/png;base64,AAAA\r\nBB==\n"))
                .isEqualTo(new Media.Inline("image/png", "AAAABB=="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "https:/example.org",
                "gs://bucket/a",
                "data:image/png,AAAA",
                "data:;base64,AAAA",
                "data:image/png;base64,",
                "data:image/png;base64,AAA",
                "data:image/png;base64,A===",
                "data:image/png;base64,AA-_",
                "data:image/png;base64,AA=A",
                "data:image/png;base64",
            })
    void anything_else_is_refused_without_repeating_it(String url) {
        AlfredException error = catchThrowableOfType(AlfredException.class, () -> url(url));
        assertThat(error.param()).contains("url");
        assertThat(error.message()).doesNotContain(url);
    }
}

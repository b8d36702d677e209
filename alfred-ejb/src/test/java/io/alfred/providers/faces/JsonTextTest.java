package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void numbers_stay_as_they_were() {
        String json = "{\"a\":12345678901234567890123,\"b\":1.50,\"c\":-0.5,\"d\":1E+400}";
        assertThat(JsonText.of(Said.json(json))).isEqualTo(json);
    }

    @Test
    void half_a_sign_survives_as_an_escape() {
        String json = JsonText.of(JsonText.object().put("a", "x\ud83d").put("b", "\udc4by"));
        assertThat(json).isEqualTo("{\"a\":\"x\\ud83d\",\"b\":\"\\udc4by\"}");
        assertThat(Said.json(json).path("a").asText() + Said.json(json).path("b").asText())
                .isEqualTo("x👋y");
    }

    @Test
    void whole_signs_are_written_as_they_are() {
        assertThat(JsonText.of(JsonText.object().put("a", "👋é"))).isEqualTo("{\"a\":\"👋é\"}");
    }

    @Test
    void what_may_end_a_line_is_escaped() {
        assertThat(JsonText.of(JsonText.object().put("a", "\n\r\u0085\u2028\u2029")))
                .isEqualTo("{\"a\":\"\\n\\r\\u0085\\u2028\\u2029\"}");
    }

    @Test
    void only_one_object_is_one() {
        assertThat(JsonText.readObject("{\"a\":1.50}")).contains(Said.json("{\"a\":1.50}"));
        assertThat(JsonText.readObject("[]")).isEmpty();
        assertThat(JsonText.readObject("{} {}")).isEmpty();
        assertThat(JsonText.readObject("{\"a\":")).isEmpty();
        assertThat(JsonText.readObject("")).isEmpty();
    }

    @Test
    void an_object_is_whole_when_its_brackets_are() {
        JsonProgress progress = new JsonProgress();
        for (String piece : new String[] {" ", "{\"a", "\\", "\"}\":[", "{}", "]"}) {
            progress.add(piece);
            assertThat(progress.complete()).isFalse();
        }
        progress.add("}");
        assertThat(progress.complete()).isTrue();
    }
}

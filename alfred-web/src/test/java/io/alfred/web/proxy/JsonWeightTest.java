package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class JsonWeightTest {
    private static long values(String json) {
        return JsonWeight.of(json.getBytes(StandardCharsets.UTF_8)) / JsonWeight.VALUE_BYTES;
    }

    @Test
    void brackets_commas_and_colons_weigh() {
        assertThat(values("")).isZero();
        assertThat(values("{}")).isEqualTo(1);
        assertThat(values("[[],[],[]]")).isEqualTo(6);
        assertThat(values("{\"a\":1,\"b\":[1,2]}")).isEqualTo(6);
    }

    @Test
    void what_stands_in_strings_does_not() {
        assertThat(values("{\"a\":\",[{:\"}")).isEqualTo(2);
        assertThat(values("{\"a\\\"[[[\":\"\\\\\",\"b\":[]}")).isEqualTo(5);
    }

    @Test
    void a_string_that_does_not_end_is_no_failure() {
        assertThat(values("\"[[[")).isZero();
        assertThat(values("\"\\")).isZero();
    }
}

package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

class CanonicalJsonTest {

    @Test
    void every_control_character_has_its_shortest_escape_and_nothing_else_is_escaped() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x20; c++) {
            all.append(c);
        }
        assertThat(json(Map.of("s", all.toString())))
                .isEqualTo(
                        "{\"s\":\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n"
                                + "\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014"
                                + "\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d"
                                + "\\u001e\\u001f\"}");
        assertThat(json(Map.of("s", "\"\\/\u007f\u2028é😀<>&'")))
                .isEqualTo("{\"s\":\"\\\"\\\\/\u007f\u2028é😀<>&'\"}");
    }

    @Test
    void keys_sort_by_code_point_although_java_sorts_surrogates_lower() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("😀", 4);
        object.put("\uff5e", 3);
        object.put("é", 2);
        object.put("a", 1);
        object.put("", 0);
        object.put("aa", 1);
        assertThat(json(object))
                .isEqualTo("{\"\":0,\"a\":1,\"aa\":1,\"é\":2,\"\uff5e\":3,\"😀\":4}");
    }

    @Test
    void integers_are_plain_decimals_over_the_whole_range() {
        assertThat(json(Map.of("v", List.of(Long.MIN_VALUE, -1, 0, Long.MAX_VALUE))))
                .isEqualTo("{\"v\":[-9223372036854775808,-1,0,9223372036854775807]}");
    }

    @Test
    void objects_and_lists_nest_and_the_inner_keys_sort_too() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("z", List.of());
        inner.put("b", Map.of());
        inner.put("a", new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L));
        assertThat(json(Map.of("o", inner, "l", List.of(true, "x", List.of(false)))))
                .isEqualTo(
                        "{\"l\":[true,\"x\",[false]],\"o\":{\"a\":"
                                + "\"01900000-0000-7000-8000-000000000001\",\"b\":{},\"z\":[]}}");
    }

    static Stream<Object> unwritable() {
        return Stream.of(
                1.0,
                1.0f,
                BigDecimal.ONE,
                BigInteger.ONE,
                'c',
                (short) 1,
                new int[] {1},
                List.of(0.5),
                Map.of("k", 0.5),
                Map.of(1, "a key that is no text"),
                Arrays.asList("a", null),
                nullValue(),
                "unpaired \ud83d surrogate",
                "unpaired \ude00 surrogate",
                Map.of("\ud83d", 1));
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void a_value_without_a_canonical_form_never_becomes_an_event(Object value) {
        assertThatThrownBy(() -> AuditEvent.of(AuditKind.LIMIT).with("value", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> json(Map.of("value", value)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_event_refuses_null() {
        Map<String, Object> data = new HashMap<>();
        data.put("value", null);
        assertThatThrownBy(() -> AuditEvent.of(AuditKind.LIMIT, data))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, Object> nullValue() {
        Map<String, Object> object = new HashMap<>();
        object.put("k", null);
        return object;
    }

    private static String json(Map<String, ?> object) {
        return new String(CanonicalJson.bytes(object), StandardCharsets.UTF_8);
    }
}

package io.alfred.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

class KeyedRequestTest {
    private static final KeyedRequest.Content CONTENT = content("POST", "/a/b", "q=1", "{}");

    @Test
    void the_same_content_has_the_same_fingerprint() {
        assertThat(request("k", content("POST", "/a/b", "q=1", "{}")).says(fingerprint(CONTENT)))
                .isTrue();
    }

    static Stream<KeyedRequest.Content> others() {
        return Stream.of(
                content("PUT", "/a/b", "q=1", "{}"),
                content("POST", "/a/c", "q=1", "{}"),
                content("POST", "/a/b", "q=2", "{}"),
                content("POST", "/a/b", "", "{}"),
                content("POST", "/a/b", null, "{}"),
                content("POST", "/a/b", "q=1", "{} "),
                content("POST", "/a/b", "q=1", ""),
                // parts that run into each other
                content("POST", "/a/b?q=1", null, "{}"),
                content("POST/a", "/b", "q=1", "{}"),
                content("POST", "/a/b", "q=1{", "}"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void other_content_has_another_fingerprint(KeyedRequest.Content other) {
        assertThat(request("k", other).says(fingerprint(CONTENT))).isFalse();
    }

    @Test
    void no_query_is_not_an_empty_one() {
        assertThat(
                        request("k", content("POST", "/a", null, "{}"))
                                .says(fingerprint(content("POST", "/a", "", "{}"))))
                .isFalse();
    }

    @Test
    void a_key_means_something_to_its_caller_only() {
        byte[] mine = request("k", CONTENT).keyHash();

        assertThat(mine).hasSize(32).isEqualTo(request("k", CONTENT).keyHash());
        assertThat(mine).isNotEqualTo(request("K", CONTENT).keyHash());
        assertThat(mine)
                .isNotEqualTo(
                        new KeyedRequest(new UUID(9, 9), new IdempotencyKey("k"), CONTENT)
                                .keyHash());
    }

    private static byte[] fingerprint(KeyedRequest.Content content) {
        return request("k", content).fingerprint();
    }

    private static KeyedRequest request(String key, KeyedRequest.Content content) {
        return new KeyedRequest(Requests.CALLER, new IdempotencyKey(key), content);
    }

    private static KeyedRequest.Content content(
            String method, String path, @Nullable String query, String body) {
        return new KeyedRequest.Content(
                method, path, Optional.ofNullable(query), body.getBytes(StandardCharsets.UTF_8));
    }
}

package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.TestCalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class TokenCountsTest {
    private static Optional<ProviderReply> told(String tokens) {
        String text = "{\"tokens\":" + tokens + "}";
        ObjectNode answer = ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8));
        return TokenCounts.told(answer.path("tokens"));
    }

    private static String body(ProviderReply reply) {
        return new String(((ProviderReply.Whole) reply).body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "14", "1000000000"})
    void a_providers_count_is_told_in_anthropics_shape(String tokens) {
        ProviderReply.Whole reply = (ProviderReply.Whole) told(tokens).orElseThrow();
        assertThat(body(reply)).isEqualTo("{\"input_tokens\":" + tokens + "}");
        assertThat(reply.headers()).doesNotContainKey(ProviderReply.COUNT);
        assertThat(reply.usage()).contains(TokenUsage.reported(0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1000000001", "1.5", "\"14\"", "null", "[]"})
    void what_cannot_be_a_count_is_none(String tokens) {
        assertThat(told(tokens)).isEmpty();
        assertThat(TokenCounts.told(ExactJson.readObject(new byte[] {'{', '}'}).path("x")))
                .isEmpty();
    }

    @Test
    void alfreds_own_count_says_that_it_is_an_upper_bound() {
        ProviderReply.Whole reply =
                (ProviderReply.Whole)
                        TokenCounts.here(
                                TestCalls.upstream(
                                        Endpoint.COUNT_TOKENS, URI.create("http://x.test"), "{}"));
        assertThat(body(reply)).isEqualTo("{\"input_tokens\":21}");
        assertThat(reply.headers()).containsEntry("x-alfred-count", "upper-bound");
        assertThat(reply.usage()).contains(TokenUsage.reported(0, 0));
    }

    @Test
    void only_refusals_of_the_count_itself_are_answered_here() {
        for (int status : new int[] {400, 403, 404}) {
            assertThat(TokenCounts.isDeclined(status)).isTrue();
        }
        for (int status : new int[] {200, 401, 402, 429, 500, 503}) {
            assertThat(TokenCounts.isDeclined(status)).isFalse();
        }
    }
}

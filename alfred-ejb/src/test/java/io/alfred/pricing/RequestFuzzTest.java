package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.AudioPrices;
import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.MultipartForm;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Whatever a body holds, it is priced or refused with a 4xx: 110,000 requests, 10,000 of each
 * endpoint. {@code -Dalfred.fuzz.seed=…} and {@code -Dalfred.fuzz.requests=…} choose others.
 */
class RequestFuzzTest {
    private static final long SEED = Long.getLong("alfred.fuzz.seed", 20_260_704);
    private static final int REQUESTS = Integer.getInteger("alfred.fuzz.requests", 10_000);
    private static final List<Vocabulary> VOCABULARIES = List.of(Vocabulary.values());
    private static final String BOUNDARY = "edge";

    private final Estimator estimator = new Estimator();

    @ParameterizedTest
    @EnumSource
    void every_request_is_priced_or_refused(Endpoint endpoint) {
        RequestMutator mutator =
                new RequestMutator(
                        new SplittableRandom(SEED + endpoint.name().hashCode()), seeds(endpoint));
        int priced = 0;
        for (int i = 0; i < REQUESTS; i++) {
            byte[] body = mutator.next();
            Vocabulary vocabulary = VOCABULARIES.get(i % VOCABULARIES.size());
            try {
                priced += isPriced(endpoint, model(endpoint, vocabulary), body) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        endpoint
                                + ", seed "
                                + SEED
                                + ", request "
                                + i
                                + ", "
                                + vocabulary
                                + ": "
                                + new String(body, StandardCharsets.UTF_8),
                        e);
            }
        }
        // Mutations that only ever broke the JSON would show nothing.
        assertThat(priced).isGreaterThan(REQUESTS / 20);
        assertThat(REQUESTS - priced).isGreaterThan(REQUESTS / 20);
        System.out.println(endpoint + ": " + priced + " of " + REQUESTS + " priced, seed " + SEED);
    }

    private boolean isPriced(Endpoint endpoint, Model model, byte[] body) {
        try {
            ObjectNode request =
                    endpoint.takesForm()
                            ? MultipartForm.read(
                                            form(body), "multipart/form-data; boundary=" + BOUNDARY)
                                    .fields()
                            : ExactJson.readObject(body);
            Estimate estimate = estimator.estimate(endpoint, model, request);
            assertThat(estimate.promptTokens()).isNotNegative();
            assertThat(estimate.outputTokensMax()).isNotNegative();
            assertThat(estimate.tokensMax()).isNotNegative();
            assertThat(estimate.worstCase().isNegative()).isFalse();
            // What Alfred changes in a request is written again.
            assertThat(ExactJson.write(request)).isNotEmpty();
            return true;
        } catch (AlfredException e) {
            assertThat(e.code().status()).as(e.message()).isBetween(400, 499);
            assertThat(e.message()).isNotBlank();
            return false;
        }
    }

    /** A form whose second field is what the mutator made. */
    private static byte[] form(byte[] value) {
        String start =
                "--edge\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
                        + "--edge\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n"
                        + new String(value, StandardCharsets.ISO_8859_1)
                        + "\r\n--edge\r\nContent-Disposition: form-data; name=\"file\";"
                        + " filename=\"a.mp3\"\r\n\r\nsound\r\n--edge--\r\n";
        return start.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Model model(Endpoint endpoint, Vocabulary vocabulary) {
        ModelPrice price =
                new ModelPrice(
                                2_000_000,
                                1_000_000,
                                3_000_000,
                                10_000_000,
                                7,
                                Optional.empty(),
                                new UnitPrices(5, 5, 5),
                                "v")
                        .with(
                                new AudioPrices(
                                        OptionalLong.of(32_000_000), OptionalLong.of(64_000_000)));
        return new Model(
                "openai",
                "m",
                "m",
                endpoint.kind(),
                vocabulary,
                128_000,
                16_384,
                1_445,
                Optional.of(price),
                endpoint == Endpoint.COUNT_TOKENS);
    }

    private static List<String> seeds(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT ->
                    List.of(
                            """
                            {"model":"m","messages":[{"role":"developer","content":"be brief"},
                            {"role":"user","name":"ana","content":[{"type":"text","text":"hi"},
                            {"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}]}],
                            "max_completion_tokens":100,"n":2,"stream":true,
                            "stream_options":{"include_usage":true},"temperature":0.5}
                            """,
                            """
                            {"model":"m","messages":[{"role":"assistant","audio":{"id":"a"}},
                            {"role":"user","content":[{"type":"input_audio","input_audio":
                            {"data":"UklGRg==","format":"wav"}},{"type":"file","file":
                            {"file_data":"data:application/pdf;base64,JVBERi0=","filename":"a"}}]}],
                            "modalities":["text","audio"],"audio":{"voice":"ash","format":"wav"}}
                            """,
                            """
                            {"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c",
                            "type":"function","function":{"name":"f","arguments":"{}"}}]},
                            {"role":"tool","tool_call_id":"c","content":"5"}],"tools":[{"type":
                            "function","function":{"name":"f","parameters":{"type":"object",
                            "properties":{"a":{"type":"string"}}}}}],"tool_choice":"auto",
                            "response_format":{"type":"json_schema","json_schema":{"name":"s",
                            "schema":{"type":"object"}}},"modalities":["text"],"max_tokens":5,
                            "service_tier":"auto","prediction":{"type":"content","content":"x"},
                            "metadata":{"a":"b"},"logit_bias":{"5":1},"stop":["x"]}
                            """);
            case RESPONSES ->
                    List.of(
                            """
                            {"model":"m","input":"hi","instructions":"be brief","stream":true,
                            "max_output_tokens":50,"store":false,"metadata":{"a":"b"}}
                            """,
                            """
                            {"model":"m","input":[{"type":"message","role":"user","content":[
                            {"type":"input_text","text":"hi"},{"type":"input_image","image_url":
                            "https://a/b.png"}]},{"type":"function_call","call_id":"c","name":"f",
                            "arguments":"{}"},{"type":"function_call_output","call_id":"c",
                            "output":"5"}],"tools":[{"type":"function","name":"f","parameters":{}}],
                            "text":{"format":{"type":"text"}},"reasoning":{"effort":"low"},
                            "include":["reasoning.encrypted_content"],"parallel_tool_calls":true}
                            """);
            case COMPLETIONS ->
                    List.of(
                            """
                            {"model":"m","prompt":"once","max_tokens":5,"n":2,"best_of":3,
                            "stream":false,"echo":true,"suffix":"end","logprobs":2}
                            """,
                            """
                            {"model":"m","prompt":["a","b"],"stream":true}
                            """,
                            """
                            {"model":"m","prompt":[[1,2],[3]],"stop":"x"}
                            """);
            case EMBEDDINGS ->
                    List.of(
                            """
                            {"model":"m","input":["a","b"],"dimensions":5,"user":"u"}
                            """,
                            """
                            {"model":"m","input":[[1,2],[3]],"encoding_format":"base64"}
                            """,
                            """
                            {"model":"m","input":[1,2,3]}
                            """);
            case MODERATIONS ->
                    List.of(
                            """
                            {"model":"m","input":[{"type":"text","text":"a"},
                            {"type":"image_url","image_url":{"url":"https://a/b.png"}}]}
                            """,
                            """
                            {"input":"a"}
                            """);
            case IMAGES ->
                    List.of(
                            """
                            {"model":"m","prompt":"a cat","n":1,"size":"1024x1024","stream":true,
                            "partial_images":2,"quality":"low","output_format":"png"}
                            """);
            case SPEECH ->
                    List.of(
                            """
                            {"model":"m","input":"read me","voice":"alloy","speed":1.5,
                            "stream_format":"sse","instructions":"softly"}
                            """);
            case TRANSCRIPTIONS, TRANSLATIONS ->
                    List.of(
                            """
                            {"language":"en","temperature":"0","a":["b"]}
                            """);
            case MESSAGES, COUNT_TOKENS ->
                    List.of(
                            """
                            {"model":"m","max_tokens":5,"system":[{"type":"text","text":"brief",
                            "cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":
                            "user","content":[{"type":"text","text":"hi"},{"type":"image","source":
                            {"type":"base64","media_type":"image/png","data":"AAAA"}}]},{"role":
                            "assistant","content":[{"type":"tool_use","id":"t","name":"f","input":
                            {"a":1}}]},{"role":"user","content":[{"type":"tool_result",
                            "tool_use_id":"t","content":"5"}]}],"tools":[{"name":"f",
                            "input_schema":{"type":"object"}}],"tool_choice":{"type":"auto"},
                            "thinking":{"type":"enabled","budget_tokens":2},"stream":true}
                            """,
                            """
                            {"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"}],
                            "stop_sequences":["x"],"metadata":{"user_id":"u"},"temperature":0.1}
                            """);
        };
    }
}

package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Whatever OpenAI's protocol has, or will have, passes as it is or is refused with the reason. */
@Order(4)
class FaithfulnessIT extends ContainerTest {
    private static final Completion.Usage USAGE = new Completion.Usage(100, 40, 20);
    private static final BigInteger COST = Price.GPT_4O_MINI.of(USAGE);
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final Tenant tenant = Tenant.withCredits("5");

    @AfterEach
    void books_balance() {
        Books.balance();
    }

    @Test
    void a_body_that_changes_keeps_its_numbers_and_the_order_of_its_keys() {
        String body =
                "{\"z_unknown\":{\"b\":9007199254740993,\"a\":[0.10,1.00,"
                        + "12345678901234567890123.45678901234567890]},"
                        + "\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":50,\"seed\":"
                        + "9223372036854775807,\"a_unknown\":\"grüße \\\" \\\\\","
                        + HI
                        + "}";
        provider().answer(TestProvider.json(Completion.text("ok", USAGE)));

        tenant.client().chat(body).expect(200);

        assertThat(provider().only().text()).isEqualTo(body.replace("openai/", ""));
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void a_streamed_body_that_is_asked_for_usage_keeps_everything_else() {
        String body =
                "{\"stream\":true,\"stream_options\":{\"x_new\":9007199254740993},"
                        + "\"model\":\"gpt-4o-mini\",\"x\":0.50,"
                        + HI
                        + "}";
        provider().answer(TestProvider.events(Completion.stream(List.of("a"), USAGE)));

        tenant.client().chat(body);

        assertThat(provider().only().text())
                .isEqualTo(body.replace("40993}", "40993,\"include_usage\":true}"));
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void unknown_fields_of_events_travel_back_byte_for_byte() {
        String chunk =
                "{ \"x_big\":12345678901234567890, \"choices\":[{\"delta\":{\"content\":\"a\","
                        + "\"x_new\":[1.00]},\"index\":0}],\"obfuscation\":\"\\u00fc\" }";
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        chunk,
                                        Completion.finish(),
                                        Completion.usageChunk(USAGE),
                                        Completion.DONE)));

        assertThat(tenant.client().chat(streamBody("hi")).body())
                .startsWith(Wire.event(chunk))
                .endsWith(Wire.event(Completion.DONE));
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 415, 422})
    void the_providers_codes_pass_with_their_status(int status) {
        provider()
                .answer(
                        TestProvider.status(
                                status,
                                "application/json",
                                "{\"error\":{\"message\":\"no\",\"type\":\"x_new_type\","
                                        + "\"param\":\"x\",\"code\":\"x_new_code\"}}"));

        JsonNode error = tenant.client().chat(chatBody("hi")).expect(status).path("error");

        assertThat(error.path("message").asText()).isEqualTo("no");
        assertThat(error.path("type").asText()).isEqualTo("x_new_type");
        assertThat(error.path("param").asText()).isEqualTo("x");
        assertThat(error.path("code").asText()).isEqualTo("x_new_code");
        assertThat(tenant.spent()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model\":\"gpt-4o\",\"model\":\"gpt-4o-mini\",",
                "\"model\":\"gpt-4o-mini\",\"mod\\u0065l\":\"gpt-4o\",",
                "\"model\":\"gpt-4o-mini\",\"max_tokens\":1,\"max_tokens\":9999,",
                "\"model\":\"gpt-4o-mini\",\"metadata\":{\"a\":\"1\",\"a\":\"2\"},"
            })
    void a_body_with_duplicate_keys_is_refused(String fields) {
        provider().answer(TestProvider.json(Completion.text("never", USAGE)));

        JsonNode error = tenant.client().chat("{" + fields + HI + "}").expect(400).path("error");

        assertThat(error.path("code").asText()).isEqualTo("invalid_request");
        assertThat(error.path("message").asText()).contains("without duplicate keys");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void tools_their_results_and_parallel_tool_calls_pass() {
        assertPasses(
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\","
                    + "\"description\":\"d\",\"strict\":true,\"parameters\":{\"type\":\"object\","
                    + "\"properties\":{\"city\":{\"type\":\"string\"}},"
                    + "\"required\":[\"city\"],\"additionalProperties\":false}}},"
                    + "{\"type\":\"custom\",\"custom\":{\"name\":\"sql\"}}],"
                    + "\"tool_choice\":\"required\",\"parallel_tool_calls\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                    + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
                    + "\"type\":\"function\",\"function\":{\"name\":\"weather\","
                    + "\"arguments\":\"{\\\"city\\\":\\\"Köln\\\"}\"}}]},"
                    + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"rain\"}]",
                answer(
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                                + toolCall("a", "Bonn")
                                + ","
                                + toolCall("b", "Köln")
                                + "]}",
                        "tool_calls"));
    }

    @Test
    void json_schema_output_passes() {
        assertPasses(
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"p\","
                        + "\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":"
                        + "{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"],"
                        + "\"additionalProperties\":false}}},"
                        + HI,
                answer("{\"role\":\"assistant\",\"content\":\"{\\\"n\\\":1}\"}", "stop"));
    }

    @Test
    void vision_parts_pass() {
        assertPasses(
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"what\"},"
                    + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                    + "iVBORw0KGgo=\",\"detail\":\"high\"}},{\"type\":\"image_url\","
                    + "\"image_url\":{\"url\":\"https://example.com/a.png\"}}]}]",
                Completion.text("a cat", USAGE));
    }

    @Test
    void logprobs_pass() {
        assertPasses(
                "\"logprobs\":true,\"top_logprobs\":2," + HI,
                answer(
                        "{\"role\":\"assistant\",\"content\":\"a\"}",
                        "stop\",\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-0.0001,"
                                + "\"bytes\":[97],\"top_logprobs\":[]}]},\"x\":\""));
    }

    @Test
    void several_choices_are_held_for_each_and_charged_as_reported() {
        String three =
                Completion.text("one", USAGE)
                        .replaceFirst(
                                "\\]",
                                ",{\"index\":1,\"message\":{\"content\":\"two\"}},"
                                        + "{\"index\":2,\"message\":{\"content\":\"three\"}}]");
        assertPasses("\"n\":3,\"temperature\":1.0," + HI, three);
        String tx =
                AlfredClient.admin()
                        .get("/api/ledger/entries?wallet=" + tenant.userWallet())
                        .expect(200)
                        .path("items")
                        .path(0)
                        .path("tx_id")
                        .asText();
        JsonNode hold =
                AlfredClient.admin()
                        .get("/api/ledger/holds?tx=" + tx)
                        .expect(200)
                        .path("items")
                        .path(0);
        assertThat(Json.nanos(hold.path("amount")))
                .as("three times 100 output tokens at least")
                .isGreaterThan(Price.GPT_4O_MINI.of(new Completion.Usage(0, 0, 300)));
    }

    @Test
    void reasoning_fields_pass() {
        assertPasses(
                "\"reasoning_effort\":\"high\",\"verbosity\":\"low\",\"reasoning\":{\"max\":7},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                        + "{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":\"go on\"}]",
                answer(
                                "{\"role\":\"assistant\",\"content\":\"a\","
                                        + "\"reasoning_content\":\"because\"}",
                                "stop")
                        .replace(
                                "\"prompt_tokens_details\"",
                                "\"completion_tokens_details\":{\"reasoning_tokens\":15},"
                                        + "\"prompt_tokens_details\""));
    }

    @Test
    void what_an_application_says_about_itself_passes() {
        assertPasses(
                "\"store\":true,\"metadata\":{\"run\":\"7\"},\"user\":\"u\","
                        + "\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\","
                        + "\"prompt_cache_retention\":\"24h\",\"seed\":1,\"stop\":[\"\\n\"],"
                        + "\"logit_bias\":{\"50256\":-100},\"frequency_penalty\":0.5,"
                        + HI,
                Completion.text("ok", USAGE));
    }

    @Test
    void predicted_output_passes() {
        assertPasses(
                "\"prediction\":{\"type\":\"content\",\"content\":\"class A {}\"}," + HI,
                Completion.text("class B {}", USAGE));
    }

    @Test
    void developer_and_system_roles_are_kept() {
        assertPasses(
                "\"messages\":[{\"role\":\"developer\",\"content\":\"be"
                    + " brief\",\"name\":\"d\"},{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"be"
                    + " kind\"}]},{\"role\":\"user\",\"content\":\"hi\"}]",
                Completion.text("ok", USAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "default", "flex"})
    void service_tiers_that_cost_no_more_pass(String tier) {
        assertPasses(
                "\"service_tier\":\"" + tier + "\"," + HI,
                Completion.text("ok", USAGE)
                        .replaceFirst("\\{", "{\"service_tier\":\"" + tier + "\","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ultrafast", "scale", "x_new"})
    void service_tiers_without_a_price_are_refused_with_the_fix(String tier) {
        assertRefused("\"service_tier\":\"" + tier + "\"," + HI, "service_tier");
    }

    @Test
    void audio_parts_are_refused_with_the_fix() {
        assertRefused(
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\","
                        + "\"input_audio\":{\"data\":\"UklGRg==\",\"format\":\"wav\"}}]}]",
                "messages[0].content[0].type");
        assertRefused("\"modalities\":[\"text\",\"audio\"]," + HI, "modalities[1]");
        assertRefused("\"audio\":{\"voice\":\"ash\",\"format\":\"wav\"}," + HI, "audio");
    }

    @Test
    void tools_that_the_provider_runs_are_refused_with_the_fix() {
        assertRefused("\"tools\":[{\"type\":\"web_search\"}]," + HI, "tools[0].type");
        assertRefused("\"web_search_options\":{}," + HI, "web_search_options");
    }

    @Test
    void the_sdk_reads_parallel_tool_calls() {
        provider()
                .answer(
                        TestProvider.json(
                                answer(
                                        "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,"
                                                + "\"tool_calls\":["
                                                + toolCall("a", "Bonn")
                                                + ","
                                                + toolCall("b", "Köln")
                                                + "]}",
                                        "tool_calls")));
        OpenAIClient sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
        try {
            ChatCompletion answer =
                    sdk.chat()
                            .completions()
                            .create(
                                    ChatCompletionCreateParams.builder()
                                            .model("gpt-4o-mini")
                                            .maxCompletionTokens(100)
                                            .addDeveloperMessage("be brief")
                                            .addUserMessage("How is the weather?")
                                            .parallelToolCalls(true)
                                            .addTool(weather())
                                            .build());

            assertThat(answer.choices().get(0).message().toolCalls().orElseThrow())
                    .extracting(call -> call.asFunction().function().arguments())
                    .containsExactly("{\"city\":\"Bonn\"}", "{\"city\":\"Köln\"}");
            assertThat(
                            Json.parse(provider().only().text())
                                    .path("messages")
                                    .path(0)
                                    .path("role")
                                    .asText())
                    .isEqualTo("developer");
            assertThat(tenant.spent()).isEqualTo(COST);
        } finally {
            sdk.close();
        }
    }

    @Test
    void the_sdk_is_not_disturbed_by_comments_in_a_stream() {
        provider()
                .answer(
                        exchange -> {
                            byte[] stream =
                                    (": waiting\n\n"
                                                    + Wire.event(Completion.chunk("a"))
                                                    + ": waiting\n\n"
                                                    + Wire.event(Completion.finish())
                                                    + Wire.event(Completion.usageChunk(USAGE))
                                                    + Wire.event(Completion.DONE))
                                            .getBytes(StandardCharsets.UTF_8);
                            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                            exchange.sendResponseHeaders(200, stream.length);
                            exchange.getResponseBody().write(stream);
                        });
        OpenAIClient sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
        try (var stream =
                sdk.chat()
                        .completions()
                        .createStreaming(
                                ChatCompletionCreateParams.builder()
                                        .model("gpt-4o-mini")
                                        .maxCompletionTokens(100)
                                        .addUserMessage("hi")
                                        .build())) {
            assertThat(stream.stream().flatMap(chunk -> chunk.choices().stream())).hasSize(2);
        } finally {
            sdk.close();
        }
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(
                        FunctionDefinition.builder()
                                .name("weather")
                                .parameters(
                                        FunctionParameters.builder()
                                                .putAdditionalProperty(
                                                        "type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties",
                                                        JsonValue.from(
                                                                Map.of(
                                                                        "city",
                                                                        Map.of("type", "string"))))
                                                .build())
                                .build())
                .build();
    }

    private static String toolCall(String id, String city) {
        return "{\"id\":\""
                + id
                + "\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":"
                + "\"{\\\"city\\\":\\\""
                + city
                + "\\\"}\"}}";
    }

    private static String answer(String message, String finishReason) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,"
                + "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":"
                + message
                + ",\"finish_reason\":\""
                + finishReason
                + "\"}],\"usage\":"
                + USAGE.json()
                + "}";
    }

    private static String body(String fields) {
        return "{\"model\":\"gpt-4o-mini\",\"max_tokens\":100," + fields + "}";
    }

    /** Both bodies pass byte for byte, and the charge is the price of the reported usage. */
    private void assertPasses(String fields, String answer) {
        provider().answer(TestProvider.json(answer));

        AlfredClient.Answer got = tenant.client().chat(body(fields));

        assertThat(got.body()).isEqualTo(answer);
        assertThat(got.status()).isEqualTo(200);
        assertThat(provider().only().text()).isEqualTo(body(fields));
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    private void assertRefused(String fields, String path) {
        provider().answer(TestProvider.json(Completion.text("never", USAGE)));

        JsonNode error = tenant.client().chat(body(fields)).expect(400).path("error");

        assertThat(error.path("param").asText()).isEqualTo(path);
        assertThat(error.path("code").asText()).isEqualTo("invalid_request");
        assertThat(error.path("message").asText()).contains("no price here: ");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }
}

package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.completions.CompletionCreateParams;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Legacy text completions, called with the official OpenAI SDK. */
@Order(2)
class CompletionsIT extends ContainerTest {
    private static final Completion.Usage USAGE = new Completion.Usage(21, 5, 9);

    private Tenant tenant;
    private OpenAIClient sdk;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
        sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        sdk.close();
        Books.balance();
        Books.logVerifies();
    }

    private static CompletionCreateParams.Builder params() {
        return CompletionCreateParams.builder().model("gpt-4o-mini").maxTokens(100);
    }

    private static ObjectNode body(String... texts) {
        ObjectNode body =
                Json.object()
                        .put("id", "cmpl-test")
                        .put("object", "text_completion")
                        .put("created", 1_700_000_000)
                        .put("model", "gpt-4o-mini");
        body.putArray("choices");
        for (String text : texts) {
            body.withArray("choices")
                    .addObject()
                    .put("text", text)
                    .put("index", body.path("choices").size() - 1)
                    .putNull("logprobs")
                    .put("finish_reason", "stop");
        }
        return body;
    }

    private static String whole(String... texts) {
        return body(texts).set("usage", USAGE.json()).toString();
    }

    /** One choice in words; the usage comes in an event of its own. */
    private static List<String> events(String... words) {
        List<String> events = new ArrayList<>();
        for (String word : words) {
            ObjectNode chunk = body(word);
            ((ObjectNode) chunk.path("choices").path(0)).putNull("finish_reason");
            events.add(chunk.toString());
        }
        events.add(body("").toString());
        return events;
    }

    private AlfredClient.Answer post(String more) {
        return tenant.client()
                .post(
                        "/v1/completions",
                        "{\"model\":\"gpt-4o-mini\",\"max_tokens\":100" + more + "}");
    }

    @Test
    void a_completion_costs_exactly_the_price_of_the_reported_usage() {
        provider().answer(TestProvider.json(whole("hello")));

        var answer = sdk.completions().create(params().prompt("Say hello.").build());

        assertThat(answer.choices().get(0).text()).isEqualTo("hello");
        assertThat(provider().only().path()).isEqualTo("/v1/completions");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void the_hold_covers_the_best_of_all_choices_of_all_prompts() {
        provider().answer(TestProvider.json(whole("a", "b", "c", "d")));

        AlfredClient.Answer answer = post(",\"prompt\":[[5,6,7],[8,9]],\"n\":2,\"best_of\":3");

        assertThat(answer.expect(200).path("choices")).hasSize(4);
        // each prompt is its ids and one token for its start
        assertThat(Json.nanos(Books.hold(answer.header("X-Alfred-Transaction")).path("amount")))
                .isEqualTo(Price.GPT_4O_MINI.of(new Completion.Usage(4 + 3, 0, 2 * 3 * 100)));
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_stream_arrives_with_its_usage_hidden_from_who_did_not_ask() {
        List<String> events = events("one ", "two");
        List<String> sent = new ArrayList<>(events);
        sent.add(body().set("usage", USAGE.json()).toString());
        sent.add(Completion.DONE);
        provider().answer(TestProvider.events(sent));

        AlfredClient.Answer answer = post(",\"prompt\":\"hi\",\"stream\":true");

        events.add(Completion.DONE);
        assertThat(answer.body()).isEqualTo("data: " + String.join("\n\ndata: ", events) + "\n\n");
        assertThat(
                        Json.parse(provider().only().text())
                                .at("/stream_options/include_usage")
                                .booleanValue())
                .isTrue();
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_stream_without_usage_is_charged_by_count_and_marked_estimated() {
        List<String> sent = events("hello", " world");
        sent.add(Completion.DONE);
        provider().answer(TestProvider.events(sent));

        StringBuilder text = new StringBuilder();
        try (StreamResponse<com.openai.models.completions.Completion> stream =
                sdk.completions().createStreaming(params().prompt("hi").build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> text.append(choice.text()));
        }

        assertThat(text).hasToString("hello world");
        // "hi" and the start of a prompt; two words
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(new Completion.Usage(2, 0, 2)));
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(events("half an").get(0));
        live.breakOff();

        AlfredClient.Answer answer = post(",\"prompt\":\"hi\",\"stream\":true");

        List<String> lines = answer.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).hasSize(2);
        JsonNode error = Json.parse(lines.get(1).substring("data: ".length())).path("error");
        assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("estimated").booleanValue()).isTrue();
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(new Completion.Usage(2, 0, 2)));
    }

    @Test
    void request_and_answer_travel_byte_for_byte() {
        String request =
                " {\"model\" :\"gpt-4o-mini\", \"max_tokens\":0,\"echo\":true,\"logprobs\":5,"
                        + "\"suffix\":\" end\",\"x_unknown\":[1e400,12345678901234567890123,0.10],"
                        + "\n\"prompt\":[\"gr\\u00fc\\u00df\",\"ü 😀\"]} ";
        String answer = whole("a", "b").replace("{\"id\"", "{ \"x\":1.00,\"id\"");
        provider().answer(TestProvider.json(answer));

        assertThat(tenant.client().post("/v1/completions", request).body()).isEqualTo(answer);
        assertThat(provider().only().text()).isEqualTo(request);
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_wrong_prompt_is_named_by_its_path() {
        assertThat(post(",\"prompt\":[5,\"a\"]").expect(400).at("/error/param").asText())
                .isEqualTo("prompt[1]");
        BadRequestException e =
                catchThrowableOfType(
                        BadRequestException.class,
                        () -> sdk.completions().create(params().prompt("a").bestOf(129).build()));
        assertThat(e.param()).contains("best_of");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_sandbox_answers_in_the_same_shapes() {
        var answer =
                sdk.completions()
                        .create(
                                params().model("sandbox/echo")
                                        .promptOfArrayOfStrings(List.of("one", "two"))
                                        .n(2)
                                        .build());

        assertThat(answer.choices().stream().map(choice -> choice.text()).toList())
                .containsExactly("echo: one", "echo: one", "echo: two", "echo: two");
        var usage = answer.usage().orElseThrow();
        assertThat(tenant.spent())
                .isEqualTo(
                        Price.SANDBOX.of(
                                new Completion.Usage(
                                        usage.promptTokens(), 0, usage.completionTokens())))
                .isPositive();
        assertThat(BigInteger.valueOf(usage.promptTokens())).isEqualTo(BigInteger.valueOf(4));
    }
}

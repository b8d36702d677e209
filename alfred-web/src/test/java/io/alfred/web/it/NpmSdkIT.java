package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Applications with the SDKs of the npm registry, which know nothing of Alfred but URL and key.
 *
 * <p>Runs with {@code mvn -Pnpm-sdks verify}, which installs the packages; the scripts lie in
 * {@code src/test/npm}.
 */
@EnabledIfSystemProperty(named = "alfred.npm.dir", matches = ".+")
class NpmSdkIT extends ContainerTest {
    private static final int SCRIPT_S_MAX = 60;
    private static final Completion.Usage USAGE = new Completion.Usage(1_003, 401, 37);

    private Tenant tenant;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ai", "langchain"})
    void a_chat_costs_exactly_the_price_of_the_reported_usage(String sdk) {
        provider().answer(TestProvider.json(Completion.text("hello", USAGE)));

        JsonNode got = run(sdk, "chat", "gpt-4o-mini");

        assertThat(got.path("text").asText()).isEqualTo("hello");
        assertThat(got.path("prompt_tokens").asLong()).isEqualTo(USAGE.prompt());
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ai", "langchain"})
    void a_streamed_chat_arrives_and_is_charged(String sdk) {
        provider().answer(TestProvider.events(Completion.stream(List.of("one ", "two"), USAGE)));

        JsonNode got = run(sdk, "stream", "gpt-4o-mini");

        assertThat(got.path("text").asText()).isEqualTo("one two");
        assertThat(got.path("completion_tokens").asLong()).isEqualTo(USAGE.completion());
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ai", "langchain"})
    void an_exhausted_wallet_is_told_once_and_costs_nothing(String sdk) {
        provider().answer(TestProvider.json(Completion.text("hello", USAGE)));
        tenant.limit(tenant.orgWallet(), BigInteger.ONE);

        JsonNode got = run(sdk, "chat", "gpt-4o-mini");

        assertThat(got.path("status").asInt()).as(got.toString()).isEqualTo(402);
        assertThat(got.path("message").asText()).contains("credits free");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_tool_call_arrives_as_the_provider_made_it() {
        provider()
                .answer(
                        TestProvider.json(
                                """
                                {"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,\
                                "message":{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function",\
                                "function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]},"finish_reason":"tool_calls"}],\
                                "usage":{"prompt_tokens":1003,"completion_tokens":37,"total_tokens":1040,\
                                "prompt_tokens_details":{"cached_tokens":401}}}\
                                """));

        JsonNode call = run("openai", "tools", "gpt-4o-mini").path("call");

        assertThat(call.path("name").asText()).isEqualTo("weather");
        assertThat(call.path("arguments").asText()).isEqualTo("{\"city\":\"Oslo\"}");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ai"})
    void a_response_costs_exactly_what_its_usage_does(String sdk) {
        JsonNode got = run(sdk, "responses", "sandbox/echo");

        assertThat(got.path("text").asText()).as(got.toString()).isEqualTo("echo: Say hello.");
        assertThat(tenant.spent()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "stream"})
    void a_message_of_anthropics_sdk_is_answered_and_charged(String scenario) {
        JsonNode got = run("anthropic", scenario, "sandbox/echo");

        assertThat(got.path("text").asText()).as(got.toString()).isEqualTo("echo: Say hello.");
        assertThat(tenant.spent()).isPositive();
    }

    @Test
    void tokens_are_counted_for_nothing() {
        JsonNode got = run("anthropic", "count", "sandbox/echo");

        assertThat(got.path("tokens").asLong()).as(got.toString()).isPositive();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void embeddings_arrive_and_are_charged() {
        JsonNode got = run("openai", "embeddings", "sandbox/embedding");

        assertThat(got.path("vectors").asInt()).as(got.toString()).isEqualTo(2);
        assertThat(tenant.spent()).isPositive();
    }

    @Test
    void the_models_are_listed() {
        JsonNode ids = run("openai", "models", "gpt-4o-mini").path("ids");

        assertThat(ids).extracting(JsonNode::asText).contains("openai/gpt-4o-mini", "sandbox/echo");
    }

    /** What the script printed. */
    private JsonNode run(String sdk, String scenario, String model) {
        Path dir = Path.of(System.getProperty("alfred.npm.dir"));
        ProcessBuilder node =
                new ProcessBuilder(
                                dir.resolve("node_modules/.bin/node").toString(),
                                sdk + ".mjs",
                                scenario)
                        .directory(dir.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        node.environment().put("ALFRED_URL", Installation.current().url().toString());
        node.environment().put("ALFRED_KEY", tenant.secret());
        node.environment().put("ALFRED_MODEL", model);
        try {
            Process process = node.start();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SCRIPT_S_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return Json.parse(printed);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.http.ProviderServer;
import io.alfred.providers.http.Signer;
import io.alfred.providers.http.TranslatedAdapter;
import io.alfred.providers.http.Upstream;
import io.alfred.secrets.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Translated answers that fail, and what of them is paid for. */
class FailedAnswerTest {
    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final String CREATED =
            "{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"m\"}}";
    private static final String TEXT =
            "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"one two\"}";
    private static final String ERROR =
            "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"at secret-host\"}";
    private static final String USAGE = "{\"input_tokens\":9,\"output_tokens\":4}";
    private static final TokenUsage BILLED = TokenUsage.reported(9, 4);

    private final Upstream upstream = Upstream.open();
    private final TranslatedAdapter adapter =
            new TranslatedAdapter(
                    upstream, new Signer(upstream, InstantSource.system(), Optional.empty()));
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        upstream.close();
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    private static String failed(String code, String usage) {
        return "{\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\""
                + code
                + "\",\"message\":\"at secret-host\"},\"usage\":"
                + usage
                + "}";
    }

    private static String failure(String usage) {
        return "{\"type\":\"response.failed\",\"response\":" + failed("server_error", usage) + "}";
    }

    private ProviderReply send(boolean stream, ProviderServer.Script script)
            throws UpstreamException {
        String body =
                "{\"model\":\"m\",\"stream\":"
                        + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return send(Endpoint.CHAT, Protocol.OPENAI, "gpt-5-codex", body, script);
    }

    private ProviderReply send(
            Endpoint endpoint,
            Protocol protocol,
            String name,
            String body,
            ProviderServer.Script script)
            throws UpstreamException {
        ProviderServer server = new ProviderServer(script);
        open.add(server);
        URI url = server.baseUrl();
        ProviderSettings provider = new ProviderSettings("openai", url, protocol, true, true);
        Model model =
                new Model(
                        "openai",
                        name,
                        name,
                        ModelKind.CHAT,
                        Vocabulary.O200K,
                        128_000,
                        4_096,
                        0,
                        Optional.empty(),
                        false);
        byte[] raw = body.getBytes(StandardCharsets.UTF_8);
        ObjectNode request = ExactJson.readObject(raw);
        return adapter.send(
                new ProviderCall(
                        endpoint,
                        TestCalls.TX,
                        provider,
                        Optional.of(new Secret(TestCalls.KEY)),
                        model,
                        request,
                        raw,
                        Map.of(),
                        request.path("stream").asBoolean(false),
                        21,
                        text -> text.isBlank() ? 0 : text.strip().split(" ", -1).length,
                        Duration.ofSeconds(20)),
                Translations.of(endpoint, provider, model, request).orElseThrow());
    }

    private AnswerStream stream(String... events) throws UpstreamException {
        ProviderReply reply =
                send(
                        true,
                        c -> {
                            c.startStream();
                            for (String event : events) {
                                c.send("data: " + event + "\n\n");
                            }
                        });
        AnswerStream stream = ((ProviderReply.Stream) reply).stream();
        open.add(stream);
        return stream;
    }

    private static String rest(AnswerStream stream) throws UpstreamException {
        StringBuilder text = new StringBuilder();
        for (byte[] event = stream.next(QUIET); event != null; event = stream.next(QUIET)) {
            text.append(new String(event, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Test
    void what_was_billed_for_before_anything_was_told_is_paid_and_told_in_the_stream()
            throws UpstreamException {
        for (String[] events :
                new String[][] {
                    {CREATED, failure(USAGE)},
                    {CREATED, ERROR, failure(USAGE)},
                }) {
            AnswerStream stream = stream(events);

            assertThat(rest(stream))
                    .contains("\"error\"", "upstream_failed")
                    .doesNotContain("secret-host");
            assertThat(stream.usage()).contains(BILLED);
            assertThat(stream.failed()).isTrue();
            assertThat(stream.complete()).isFalse();
        }
    }

    private static final String CREATED_FAST =
            CREATED.replace("\"id\"", "\"service_tier\":\"priority\",\"id\"");

    @Test
    void a_broken_stream_keeps_the_tier_that_it_named() throws UpstreamException {
        AnswerStream stream = stream(CREATED_FAST, TEXT);

        assertThat(stream.tier()).isEmpty();
        assertThat(rest(stream)).contains("one two");
        assertThat(stream.complete()).isFalse();
        assertThat(stream.usage()).isEmpty();
        assertThat(stream.tier()).contains(ServiceTier.PRIORITY);
    }

    @Test
    void the_tier_that_a_response_names_last_is_that_of_its_bill() throws UpstreamException {
        String done =
                "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":"
                        + "\"completed\",\"service_tier\":%s,\"usage\":"
                        + USAGE
                        + "}}";
        AnswerStream downgraded = stream(CREATED_FAST, TEXT, done.formatted("\"default\""));
        assertThat(rest(downgraded)).contains("one two");
        assertThat(downgraded.usage()).contains(BILLED.servedIn(Optional.of(ServiceTier.STANDARD)));
        assertThat(downgraded.tier()).contains(ServiceTier.STANDARD);
        AnswerStream unnamed = stream(CREATED_FAST, TEXT, done.formatted("null"));
        assertThat(rest(unnamed)).contains("one two");
        assertThat(unnamed.usage()).contains(BILLED.servedIn(Optional.of(ServiceTier.PRIORITY)));
    }

    private AnswerStream messages(String... chunks) throws UpstreamException {
        String body =
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        ProviderReply reply =
                send(
                        Endpoint.MESSAGES,
                        Protocol.OPENAI,
                        "gpt-4o",
                        body,
                        c -> {
                            c.startStream();
                            for (String chunk : chunks) {
                                c.send("data: " + chunk + "\n\n");
                            }
                        });
        AnswerStream stream = ((ProviderReply.Stream) reply).stream();
        open.add(stream);
        return stream;
    }

    private static String chunk(String more, String text) {
        return "{\"id\":\"c\",\"model\":\"m\","
                + more
                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + text
                + "\"}}]}";
    }

    @Test
    void a_tier_that_changes_between_chunks_is_the_last_one_with_or_without_a_report()
            throws UpstreamException {
        String report = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2},";
        AnswerStream broken =
                messages(
                        chunk("\"service_tier\":\"default\",", "one "),
                        chunk("\"service_tier\":\"priority\",", "two"),
                        chunk("\"service_tier\":null,", ""),
                        chunk("\"service_tier\":\"auto\",", ""));
        assertThat(rest(broken)).contains("two");
        assertThat(broken.usage()).isEmpty();
        assertThat(broken.tier()).contains(ServiceTier.PRIORITY);

        AnswerStream late =
                messages(chunk(report, "one"), chunk("\"service_tier\":\"priority\",", " two"));
        assertThat(rest(late)).contains("two");
        assertThat(late.usage().flatMap(TokenUsage::tier)).contains(ServiceTier.PRIORITY);
        assertThat(late.usage().orElseThrow().prompt()).isEqualTo(9);
        assertThat(messages(chunk("", "one")).tier()).isEmpty();
    }

    @Test
    void a_stream_that_was_billed_nothing_still_has_a_status() throws UpstreamException {
        String nothingWritten = "{\"input_tokens\":9,\"output_tokens\":0}";
        for (String[] events :
                new String[][] {
                    {CREATED, failure("null")},
                    {CREATED, failure(nothingWritten)},
                    {CREATED, ERROR},
                    {CREATED, ERROR, failure("null")},
                }) {
            AnswerStream stream = stream(events);

            UpstreamException e =
                    catchThrowableOfType(UpstreamException.class, () -> stream.next(QUIET));
            assertThat(e.kind()).isEqualTo(Kind.SERVER_ERROR);
            assertThat(e.maybeServed()).isFalse();
        }
    }

    @Test
    void after_the_first_word_the_bill_is_read_too_and_is_at_least_what_was_told()
            throws UpstreamException {
        AnswerStream stream = stream(CREATED, TEXT, ERROR, failure(USAGE));

        assertThat(rest(stream)).contains("one two", "upstream_failed");
        TokenUsage charged = stream.usage().orElseThrow();
        assertThat(charged.prompt()).isEqualTo(9);
        assertThat(charged.completion()).isEqualTo(4);
        assertThat(charged.estimated()).isTrue();
    }

    @Test
    void a_connection_that_breaks_after_the_failure_changes_nothing() throws UpstreamException {
        AnswerStream stream = stream(CREATED, ERROR, "{\"type\":");

        UpstreamException e =
                catchThrowableOfType(UpstreamException.class, () -> stream.next(QUIET));
        assertThat(e.kind()).isEqualTo(Kind.SERVER_ERROR);
    }

    @Test
    void a_whole_answer_that_failed_stays_held_only_where_it_is_billed() {
        for (String code : new String[] {"server_error", "invalid_prompt"}) {
            UpstreamException billed =
                    catchThrowableOfType(
                            UpstreamException.class,
                            () -> send(false, c -> respond(c, failed(code, USAGE))));
            assertThat(billed.kind()).isEqualTo(Kind.BAD_ANSWER);
            assertThat(billed.maybeServed()).isTrue();
            assertThat(billed.getMessage()).doesNotContain("secret-host");
        }
        UpstreamException free =
                catchThrowableOfType(
                        UpstreamException.class,
                        () -> send(false, c -> respond(c, failed("server_error", "null"))));
        assertThat(free.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(free.maybeServed()).isFalse();
    }

    @Test
    void a_count_is_not_made_here_when_the_key_is_what_the_provider_objects_to()
            throws UpstreamException {
        UpstreamException e =
                catchThrowableOfType(UpstreamException.class, () -> count("API_KEY_INVALID"));
        assertThat(e.kind()).isEqualTo(Kind.OUR_ACCOUNT);
        assertThat(e.status()).hasValue(400);

        ProviderReply.Whole counted = (ProviderReply.Whole) count("NO_COUNTING");
        assertThat(counted.headers()).containsKey(ProviderReply.COUNT);
        assertThat(new String(counted.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"input_tokens\":21}");
    }

    private ProviderReply count(String reason) throws UpstreamException {
        String error =
                "{\"error\":{\"code\":400,\"message\":\"no\",\"status\":\"INVALID_ARGUMENT\","
                        + "\"details\":[{\"reason\":\""
                        + reason
                        + "\"}]}}";
        return send(
                Endpoint.COUNT_TOKENS,
                Protocol.GEMINI,
                "gemini-2.5-flash",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                c -> c.respond(400, "application/json", error));
    }

    private static void respond(ProviderServer.Connection c, String body) throws IOException {
        c.respond(200, "application/json", body);
    }
}

package io.alfred.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.catalog.Endpoint;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.TestCalls;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.http.HttpAdapter;
import io.alfred.providers.http.ProviderServer;
import io.alfred.providers.http.Upstream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class CompletionsAdapterTest {
    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final Upstream upstream = Upstream.open();
    private final HttpAdapter adapter = new HttpAdapter(upstream, new OpenAiDialect());

    @AfterEach
    void close() {
        upstream.close();
    }

    private ProviderReply send(ProviderServer server, String request) throws UpstreamException {
        return adapter.send(TestCalls.upstream(Endpoint.COMPLETIONS, server.baseUrl(), request));
    }

    private static String chunk(int index, String text, String finish) {
        return "data: {\"choices\":[{\"text\":\""
                + text
                + "\",\"index\":"
                + index
                + ",\"logprobs\":null,\"finish_reason\":"
                + finish
                + "}]}\n\n";
    }

    private static String rest(AnswerStream stream) throws UpstreamException {
        StringBuilder text = new StringBuilder();
        for (byte[] event = stream.next(QUIET); event != null; event = stream.next(QUIET)) {
            text.append(new String(event, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Test
    void a_body_goes_out_and_an_answer_comes_back_byte_for_byte()
            throws IOException, InterruptedException, UpstreamException {
        String request =
                "{ \"model\":\"gpt-4o\", \"prompt\":[5, 12345678901234567890], \"x\":1.50}";
        String answer =
                "{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}],"
                        + " \"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}";
        try (ProviderServer server =
                new ProviderServer(c -> c.respond(200, "application/json", answer))) {
            ProviderReply.Whole whole = (ProviderReply.Whole) send(server, request);
            ProviderServer.Connection seen = server.request();
            assertThat(seen.head()).startsWith("POST /v1/completions HTTP/1.1");
            assertThat(seen.text()).isEqualTo(request);
            assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo(answer);
            assertThat(whole.usage()).contains(TokenUsage.reported(8, 2));
            assertThat(whole.producedText()).isEqualTo("ab");
        }
    }

    @Test
    void usage_is_asked_for_and_hidden_from_a_client_that_did_not_ask()
            throws IOException, InterruptedException, UpstreamException {
        String events = chunk(0, "hel", "null") + chunk(0, "lo", "\"stop\"");
        try (ProviderServer server =
                new ProviderServer(
                        c -> {
                            c.startStream();
                            c.send(events + USAGE + DONE);
                        })) {
            ProviderReply reply =
                    send(server, "{\"model\":\"gpt-4o\",\"prompt\":\"a\",\"stream\":true}");
            try (AnswerStream stream = ((ProviderReply.Stream) reply).stream()) {
                assertThat(rest(stream)).isEqualTo(events + DONE);
                assertThat(stream.usage()).contains(TokenUsage.reported(8, 2));
                assertThat(stream.producedText()).isEqualTo("hello");
                assertThat(stream.complete()).isTrue();
            }
            assertThat(server.request().text())
                    .endsWith(",\"stream_options\":{\"include_usage\":true}}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\"| 1",
                "[1,2,3]| 1",
                "[\"a\",\"b\"]| 2",
                "[[1,2],[3]]| 2",
                "\"a\",\"n\":2| 2",
                "[\"a\",\"b\"],\"n\":2| 4",
            })
    void without_done_a_stream_is_complete_when_every_choice_of_every_prompt_finished(
            String prompt, int choices) throws Exception {
        for (int finished : new int[] {choices - 1, choices}) {
            try (ProviderServer server =
                    new ProviderServer(
                            c -> {
                                c.startStream();
                                c.send(chunk(0, "a", "null"));
                                for (int i = 0; i < finished; i++) {
                                    c.send(chunk(i, "", "\"length\""));
                                }
                            })) {
                ProviderReply reply =
                        send(
                                server,
                                "{\"model\":\"gpt-4o\",\"stream\":true,\"prompt\":" + prompt + "}");
                try (AnswerStream stream = ((ProviderReply.Stream) reply).stream()) {
                    rest(stream);
                    assertThat(stream.complete()).isEqualTo(finished == choices);
                }
            }
        }
    }
}

package io.alfred.cli.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.Output;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.core.Terminals;
import io.alfred.cli.http.ApiProblem;
import io.alfred.cli.http.EventStream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Prints a chat completion: the text for people, the API's object for the other formats. */
final class ChatAnswer {
    private static final String DONE = "[DONE]";
    private static final int BODY_MAX_BYTES = 64 << 20;

    private final HttpResponse<InputStream> answer;
    private final URI server;
    private final Output output;
    private final boolean onTerminal;
    private boolean atLineStart = true;

    ChatAnswer(HttpResponse<InputStream> answer, URI server, GlobalOptions globals) {
        this.answer = answer;
        this.server = server;
        this.output = globals.output();
        this.onTerminal = globals.environment().terminal().isPresent();
    }

    /** Prints every piece as it comes; a stream that ends early is a failure. */
    void printStream() {
        try (EventStream events = new EventStream(answer.body())) {
            boolean done = false;
            Optional<String> event = events.next();
            while (event.isPresent() && !done) {
                done = event.get().equals(DONE);
                if (!done) {
                    printChunk(Json.parse(event.get(), "an event of the stream"));
                    event = events.next();
                }
            }
            endLine();
            if (!done) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "the answer broke off before its end",
                        transaction()
                                .map(id -> "see `alfred ledger list --tx " + id + "`")
                                .orElse("try again"));
            }
        }
        tellPrice();
    }

    void printWhole() {
        String text;
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(BODY_MAX_BYTES);
            text = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CliException(ExitCode.UNREACHABLE, "the answer broke off", "", e);
        }
        JsonNode completion = Json.parse(text, "the answer");
        if (output.format() == OutputFormat.TABLE) {
            print(completion.path("choices").path(0).path("message").path("content").asText());
            endLine();
        } else {
            output.object(completion);
        }
        tellPrice();
    }

    private void printChunk(JsonNode chunk) {
        if (chunk.has("error")) {
            endLine();
            throw ApiProblem.of(0, chunk.path("error")).asException(server);
        }
        JsonNode content = chunk.path("choices").path(0).path("delta").path("content");
        if (content.isTextual()) {
            print(content.textValue());
        }
    }

    private void print(String text) {
        if (!text.isEmpty()) {
            output.text(onTerminal ? Terminals.printable(text) : text);
            atLineStart = text.endsWith("\n");
        }
    }

    private void endLine() {
        if (!atLineStart) {
            output.text("\n");
            atLineStart = true;
        }
    }

    private void tellPrice() {
        answer.headers()
                .firstValue("X-Alfred-Cost")
                .ifPresent(cost -> output.talk("cost: " + cost + " credits"));
        transaction().ifPresent(id -> output.detail("transaction: " + id));
    }

    private Optional<String> transaction() {
        return answer.headers().firstValue("X-Alfred-Transaction");
    }
}

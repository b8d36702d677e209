package io.alfred.cli.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Connection;
import io.alfred.cli.profile.Profiles;
import io.alfred.cli.profile.SecretInput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code alfred chat}: one question, the answer as it comes. */
@Command(
        name = "chat",
        description = "Asks a model, through the gateway, and prints the answer as it comes.",
        footer = {"%nExample:", "  alfred chat sandbox/echo \"Good evening\""})
public final class ChatCommand extends ApiCommand {
    /** Bytes of a prompt read from stdin. */
    static final int PROMPT_MAX_BYTES = 16 << 20;

    private static final String STDIN = "-";

    @Parameters(index = "0", paramLabel = "MODEL", description = "Such as openai/gpt-4o-mini.")
    private String model;

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = STDIN,
            paramLabel = "PROMPT",
            description = "The question, or - for stdin (default).")
    private String prompt;

    @Option(names = "--system", paramLabel = "TEXT", description = "The system message.")
    private @Nullable String system;

    @Option(names = "--max-tokens", paramLabel = "N", description = "Most tokens of the answer.")
    private @Nullable Long maxTokens;

    @Option(names = "--no-stream", description = "Wait for the whole answer.")
    private boolean noStream;

    @Option(
            names = "--key-file",
            paramLabel = "-|FILE",
            description = "The API key to use (default: the one init saved).")
    private @Nullable String keyFile;

    @Override
    public Integer call() {
        Optional<String> key =
                Optional.ofNullable(keyFile)
                        .map(source -> SecretInput.read(source, "API key", globals()));
        Connection connection = Profiles.of(globals()).chatConnection(key);
        boolean stream = !noStream && output().format() == OutputFormat.TABLE;
        HttpResponse<InputStream> answer =
                connection
                        .api(changeKeys())
                        .postStream(ApiPath.of("v1", "chat", "completions"), body(stream));
        ChatAnswer reader = new ChatAnswer(answer, connection.url(), globals());
        if (stream) {
            reader.printStream();
        } else {
            reader.printWhole();
        }
        return ExitCode.OK;
    }

    private ObjectNode body(boolean stream) {
        ObjectNode body = Json.object().put("model", model);
        ArrayNode messages = body.putArray("messages");
        if (system != null) {
            messages.addObject().put("role", "system").put("content", system);
        }
        messages.addObject().put("role", "user").put("content", question());
        if (maxTokens != null) {
            body.put("max_completion_tokens", maxTokens);
        }
        return body.put("stream", stream);
    }

    private String question() {
        if (!prompt.equals(STDIN)) {
            return prompt;
        }
        try {
            byte[] bytes = globals().environment().stdin().readNBytes(PROMPT_MAX_BYTES + 1);
            if (bytes.length > PROMPT_MAX_BYTES) {
                throw new CliException(
                        ExitCode.USAGE,
                        "the prompt is larger than " + (PROMPT_MAX_BYTES >> 20) + " MiB",
                        "");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILURE, "cannot read stdin", "", e);
        }
    }
}

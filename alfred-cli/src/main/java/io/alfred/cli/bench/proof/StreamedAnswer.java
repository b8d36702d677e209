package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.Json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads one event stream as a client does, to its end or until the client has had enough. */
final class StreamedAnswer {
    private static final String DATA = "data:";
    private Optional<Long> nanos = Optional.empty();

    /**
     * Reads on.
     *
     * @param leaveAfter events after which the client leaves
     * @throws IOException if the connection broke
     */
    CallLog.Outcome read(InputStream body, int leaveAfter) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        int events = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.startsWith(DATA)) {
                continue;
            }
            String data = line.substring(DATA.length()).strip();
            if (data.equals("[DONE]")) {
                return CallLog.Outcome.WHOLE;
            }
            JsonNode event = parsed(data);
            if (event.has("error")) {
                return CallLog.Outcome.BROKEN;
            }
            JsonNode usage = event.path("usage");
            if (usage.isObject()) {
                nanos =
                        Optional.of(
                                Tariff.nanos(
                                        usage.path("prompt_tokens").longValue(),
                                        usage.path("completion_tokens").longValue()));
            }
            events++;
            if (events > leaveAfter) {
                return CallLog.Outcome.LEFT;
            }
        }
        return CallLog.Outcome.BROKEN;
    }

    /** What the usage in the stream comes to; empty if none was asked for. */
    Optional<Long> nanos() {
        return nanos;
    }

    private static JsonNode parsed(String data) throws IOException {
        try {
            return Json.parse(data, "an event");
        } catch (CliException e) {
            throw new IOException("half an event", e);
        }
    }
}

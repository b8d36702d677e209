package io.alfred.cli.http;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Server-sent events: the data of each, comments and other fields left out. */
public final class EventStream implements AutoCloseable {
    /** Characters of one event. */
    static final int EVENT_MAX_CHARS = 8 << 20;

    private final BufferedReader lines;

    public EventStream(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next event's data; empty at the end of the stream. */
    public Optional<String> next() {
        StringBuilder data = new StringBuilder();
        boolean any = false;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && any) {
                    return Optional.of(data.toString());
                }
                if (line.startsWith("data:")) {
                    String value = line.substring("data:".length());
                    data.append(any ? "\n" : "")
                            .append(value.startsWith(" ") ? value.substring(1) : value);
                    any = true;
                }
                if (data.length() > EVENT_MAX_CHARS) {
                    throw new CliException(
                            ExitCode.FAILURE, "an event of the stream is too large", "");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE, "the stream broke off before its end", "try again", e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new CliException(ExitCode.UNREACHABLE, "the stream could not be closed", "", e);
        }
    }
}

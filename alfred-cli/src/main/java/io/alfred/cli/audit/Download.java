package io.alfred.cli.audit;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Output;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Lines the server streams, passed on byte by byte to stdout or to a file. */
record Download(Api api, ApiPath path) {
    private static final int CHUNK_BYTES = 1 << 16;

    static Download of(Api api, ApiPath path) {
        return new Download(api, path);
    }

    /** Writes to the file, which appears only when it is complete, or to stdout. */
    void to(@Nullable Path file, Output output) {
        try (InputStream in = api.stream(path)) {
            if (file == null) {
                copy(in, output);
            } else {
                copy(in, file);
                output.talk("written to " + file);
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE, "the download broke off", "nothing was kept; try again", e);
        }
    }

    private static void copy(InputStream in, Output output) throws IOException {
        try (Reader lines = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            char[] chunk = new char[CHUNK_BYTES];
            for (int n = lines.read(chunk); n >= 0; n = lines.read(chunk)) {
                output.text(new String(chunk, 0, n));
            }
        }
    }

    private static void copy(InputStream in, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(folder, ".download", "");
        try {
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}

package io.alfred.cli.model;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Catalogue files from a file or an address: one provider, or a JSON array of providers. */
final class CatalogueSource {
    private static final int BYTES_MAX = 64 << 20;
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(127\\.0\\.0\\.1|localhost|\\[::1])[:/]");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private CatalogueSource() {}

    /** The providers that a place tells of, each as it is written there. */
    static List<JsonNode> read(String from) {
        boolean web = from.startsWith("https://") || LOOPBACK.matcher(from).lookingAt();
        if (!web && from.startsWith("http://")) {
            throw new CliException(
                    ExitCode.USAGE,
                    "prices over plain http could be anybody's",
                    "use https, or fetch the file and look at it first");
        }
        JsonNode content = Json.parse(web ? fetched(from) : file(from), from);
        List<JsonNode> files = new ArrayList<>();
        if (content.isArray()) {
            content.forEach(files::add);
        } else {
            files.add(content);
        }
        for (JsonNode file : files) {
            if (!file.path("provider").isTextual()) {
                throw new CliException(
                        ExitCode.USAGE,
                        from + " is no catalogue: an entry has no \"provider\"",
                        "write it as docs/reference/catalogue-file.md says");
            }
        }
        return files;
    }

    private static String file(String name) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            return text(in, name);
        } catch (IOException | InvalidPathException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + name, "name a file or URL", e);
        }
    }

    private static String fetched(String address) {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).build();
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new CliException(
                            ExitCode.FAILURE,
                            address + " answers with status " + answer.statusCode(),
                            "");
                }
                return text(body, address);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(ExitCode.UNREACHABLE, "cannot fetch " + address, "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", "", e);
        }
    }

    private static String text(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new CliException(
                    ExitCode.USAGE, name + " is larger than " + (BYTES_MAX >> 20) + " MiB", "");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** A plain HTTP client of Alfred with one key; safe for many threads. */
final class AlfredClient {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    private final String secret;
    private final Map<String, String> headers;

    private AlfredClient(String secret, Map<String, String> headers) {
        this.secret = secret;
        this.headers = headers;
    }

    static AlfredClient with(String secret) {
        return new AlfredClient(secret, Map.of());
    }

    static AlfredClient anonymous() {
        return with("");
    }

    /** The same caller, sending this header with every request. */
    AlfredClient withIdempotencyKey(String key) {
        return withHeader("Idempotency-Key", key);
    }

    /** The same caller, sending one more header with every request. */
    AlfredClient withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new AlfredClient(secret, more);
    }

    /** The operator of the installation. */
    static AlfredClient admin() {
        return with(Installation.current().adminToken());
    }

    /** An answer, read to its end. */
    record Answer(int status, java.net.http.HttpHeaders headers, String body) {
        JsonNode json() {
            return Json.parse(body);
        }

        String header(String name) {
            return headers.firstValue(name)
                    .orElseThrow(() -> new AssertionError("no header " + name + ": " + body));
        }

        /** The body's JSON when the status is this one. */
        JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError(
                        "status " + status + " instead of " + expected + ": " + body);
            }
            return json();
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, JsonNode body) {
        return post(path, body.toString());
    }

    Answer post(String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer post(String path, String type, HttpRequest.BodyPublisher body) {
        return send(request(path).header("Content-Type", type).POST(body));
    }

    Answer postCsv(String path, String csv) {
        return postCsv(path, HttpRequest.BodyPublishers.ofString(csv));
    }

    /** Sends what the stream gives, as it gives it. */
    Answer postCsv(String path, InputStream csv) {
        return postCsv(path, HttpRequest.BodyPublishers.ofInputStream(() -> csv));
    }

    private Answer postCsv(String path, HttpRequest.BodyPublisher csv) {
        return send(request(path).header("Content-Type", "text/csv").POST(csv));
    }

    Answer put(String path, JsonNode body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer chat(String body) {
        return post("/v1/chat/completions", body);
    }

    /** A chat whose body the caller reads as it comes, and closes. */
    HttpResponse<InputStream> chatStream(String body) {
        return exchange(
                request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(Installation.current().url().resolve(path)).timeout(TIMEOUT);
        headers.forEach(request::header);
        return secret.isEmpty() ? request : request.header("Authorization", "Bearer " + secret);
    }

    private static Answer send(HttpRequest.Builder request) {
        HttpResponse<String> response =
                exchange(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private static <T> HttpResponse<T> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

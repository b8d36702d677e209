package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.proof.CallLog.Call;
import io.alfred.cli.bench.proof.CallLog.Outcome;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.Json;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One caller of a proof run: calls any node as any user, one call after the other. */
final class Client implements Runnable {
    /** Far above all bounds of a node under proof; an answer later than this counts as a hang. */
    static final Duration HANG = Duration.ofSeconds(60);

    private static final int PAUSE_MIN_MS = 50;
    private static final int PAUSE_MAX_MS = 250;
    private static final int SLACK_TOKENS_MAX = 40;
    private static final int ERROR_BYTES_MAX = 64 << 10;

    private final HttpClient http;
    private final List<URI> nodes;
    private final List<Tenants.Account> accounts;
    private final CallLog log;
    private final SplittableRandom random;
    private final BooleanSupplier over;

    /** What all clients share. */
    record World(
            HttpClient http,
            List<URI> nodes,
            List<Tenants.Account> accounts,
            CallLog log,
            BooleanSupplier over) {}

    Client(World world, long seed) {
        this.http = world.http();
        this.nodes = world.nodes();
        this.accounts = world.accounts();
        this.log = world.log();
        this.over = world.over();
        this.random = new SplittableRandom(seed);
    }

    /** What this call asks for; drawn before it is sent, so that the seed decides. */
    private record Order(
            URI node, String key, Errand errand, boolean stream, boolean usage, int leaveAfter) {}

    @Override
    public void run() {
        try {
            while (!over.getAsBoolean()) {
                boolean served = call(draw());
                int pauseMs = random.nextInt(PAUSE_MIN_MS, PAUSE_MAX_MS);
                TimeUnit.MILLISECONDS.sleep(served ? pauseMs / 4 : pauseMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Order draw() {
        Errand errand = Errand.draw(random);
        boolean leaves = random.nextInt(100) < 5;
        return new Order(
                nodes.get(random.nextInt(nodes.size())),
                accounts.get(random.nextInt(accounts.size())).key(),
                errand,
                random.nextBoolean(),
                random.nextBoolean(),
                leaves ? random.nextInt(errand.tokens()) : Integer.MAX_VALUE);
    }

    private boolean call(Order order) throws InterruptedException {
        log.sent();
        try {
            HttpResponse<InputStream> answer =
                    http.send(request(order), HttpResponse.BodyHandlers.ofInputStream());
            String tx = answer.headers().firstValue("X-Alfred-Transaction").orElse("");
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    return refused(answer.statusCode(), tx, body);
                }
                log.add(order.stream() ? streamed(order, tx, body) : whole(answer, tx, body));
                return true;
            }
        } catch (HttpConnectTimeoutException e) {
            // Nobody took the call: the node was just killed, or starts.
            log.answered("no connection");
            return false;
        } catch (HttpTimeoutException e) {
            log.hung();
            return false;
        } catch (IOException e) {
            log.answered("no answer");
            return false;
        }
    }

    private HttpRequest request(Order order) {
        ObjectNode body =
                Json.object()
                        .put("model", Tariff.PROVIDER + "/" + Tariff.MODEL)
                        .put(
                                "max_tokens",
                                order.errand().tokens() + random.nextInt(SLACK_TOKENS_MAX))
                        .put("stream", order.stream());
        if (order.stream() && order.usage()) {
            body.putObject("stream_options").put("include_usage", true);
        }
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", order.errand().prompt());
        return HttpRequest.newBuilder(order.node().resolve("/v1/chat/completions"))
                .timeout(HANG)
                .header("Authorization", "Bearer " + order.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build();
    }

    private Call whole(HttpResponse<?> answer, String tx, InputStream body) {
        try {
            body.readAllBytes();
        } catch (IOException e) {
            log.answered("200 broken");
            return new Call(tx, Outcome.BROKEN, Optional.empty());
        }
        log.answered("200");
        return new Call(
                tx,
                Outcome.WHOLE,
                answer.headers()
                        .firstValue("X-Alfred-Cost")
                        .map(cost -> Tariff.nanos(new BigDecimal(cost))));
    }

    private Call streamed(Order order, String tx, InputStream body) {
        StreamedAnswer answer = new StreamedAnswer();
        Outcome outcome;
        try {
            outcome = answer.read(body, order.leaveAfter());
        } catch (IOException e) {
            outcome = Outcome.BROKEN;
        }
        log.answered(
                switch (outcome) {
                    case WHOLE -> "200 stream";
                    case LEFT -> "200 stream left";
                    case BROKEN, REFUSED, UNDECIDED, FAILED -> "200 stream broken";
                });
        return new Call(tx, outcome, answer.nanos());
    }

    /** Whether the provider was asked at all. */
    private boolean refused(int status, String header, InputStream body) throws IOException {
        JsonNode error = error(body);
        String tx = error.path("transaction_id").asText(header);
        String code = error.path("code").asText("");
        log.answered(status + " " + code);
        if (tx.isEmpty()) {
            return false;
        }
        Outcome outcome =
                switch (status) {
                    case 402, 403 -> Outcome.REFUSED;
                    case 503 ->
                            code.equals("outcome_unknown") ? Outcome.UNDECIDED : Outcome.REFUSED;
                    default -> Outcome.FAILED;
                };
        log.add(new Call(tx, outcome, Optional.empty()));
        return outcome == Outcome.FAILED;
    }

    private static JsonNode error(InputStream body) throws IOException {
        String text = new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
        try {
            return Json.parse(text, "the error").path("error");
        } catch (CliException e) {
            return Json.object();
        }
    }
}

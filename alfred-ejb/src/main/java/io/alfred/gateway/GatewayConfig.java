package io.alfred.gateway;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the pipeline.
 *
 * @param upstreamTimeout {@code alfred.upstream.timeout-ms}: milliseconds for one call to a
 *     provider, the stream included; default 600000
 * @param inFlightMax {@code alfred.gateway.in-flight-max}: calls that are worked on at the same
 *     time; more are refused with 503; default 4000
 * @param quietMax {@code alfred.stream.heartbeat-ms}: milliseconds after which a stream that has
 *     nothing to say sends a comment, so that nothing between takes it for dead; default 15000
 * @param requestLogFile {@code alfred.request-log-file}: one JSON line per request, without
 *     content; default {@code log/requests.jsonl} in the data directory, whose newest part is
 *     {@code log/requests.0.jsonl}
 * @param transferApprovalAbove {@code alfred.transfer.approval-above-credits}: transfers of more
 *     need the approval of another principal; default: none do
 * @param unbookedModel {@code alfred.bench.unbooked-model}: calls of this model are held and
 *     settled nowhere; only with {@code alfred.bench.enabled}, for {@code alfred bench gateway}
 */
record GatewayConfig(
        Duration upstreamTimeout,
        int inFlightMax,
        Duration quietMax,
        Path requestLogFile,
        Optional<Credits> transferApprovalAbove,
        Optional<String> unbookedModel) {
    private static final String UNBOOKED = "alfred.bench.unbooked-model";

    static GatewayConfig read(Config config) {
        Path dataDir =
                config.getOptionalValue("alfred.data.dir", String.class)
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".alfred"));
        return new GatewayConfig(
                Duration.ofMillis(
                        between(config, "alfred.upstream.timeout-ms", 600_000, 3_600_000)),
                between(config, "alfred.gateway.in-flight-max", 4_000, 100_000),
                Duration.ofMillis(between(config, "alfred.stream.heartbeat-ms", 15_000, 600_000)),
                config.getOptionalValue("alfred.request-log-file", String.class)
                        .map(Path::of)
                        .orElseGet(() -> dataDir.resolve("log/requests.jsonl")),
                config.getOptionalValue("alfred.transfer.approval-above-credits", String.class)
                        .map(GatewayConfig::approvalAbove),
                unbookedModel(config));
    }

    private static Optional<String> unbookedModel(Config config) {
        Optional<String> model = config.getOptionalValue(UNBOOKED, String.class);
        boolean bench =
                config.getOptionalValue("alfred.bench.enabled", String.class)
                        .map(text -> text.strip().equals("true"))
                        .orElse(false);
        if (model.isPresent() && !bench) {
            throw StartupError.config(
                    UNBOOKED,
                    "is set on a server that is not for benchmarks",
                    "leave it out: its model's calls would cost nothing");
        }
        return model;
    }

    private static Credits approvalAbove(String text) {
        try {
            Credits above = Credits.ofDecimal(new BigDecimal(text.strip()));
            if (!above.isNegative()) {
                return above;
            }
        } catch (NumberFormatException | AlfredException e) {
            throw wrongApproval();
        }
        throw wrongApproval();
    }

    private static StartupError wrongApproval() {
        return StartupError.config(
                "alfred.transfer.approval-above-credits",
                "is not an amount of credits",
                "correct it, such as 100 or 0, or leave it out for no approval");
    }

    private static int between(Config config, String property, int fallback, int max) {
        String text = config.getOptionalValue(property, String.class).orElse("" + fallback);
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            value = 0;
        }
        if (value < 1 || value > max) {
            throw StartupError.config(
                    property,
                    "is not a whole number from 1 to " + max,
                    "correct it or leave it out for the default");
        }
        return value;
    }
}

package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the ledger.
 *
 * @param unknownGrace {@code alfred.hold.unknown-grace-s}: seconds that an unknown hold waits for
 *     the provider's record or an operator before it is charged provisionally; default 3600
 * @param drainMax {@code alfred.shutdown.drain-max-ms}: milliseconds that a stop waits for open
 *     calls to settle; default 30000
 * @param waitMax {@code alfred.ledger.wait-max-ms}: milliseconds a caller waits for the commit of
 *     its operation before the outcome counts as unknown; default 10000
 * @param softLimits {@code alfred.wallet.soft-limits}: percent of a limit at which spending is
 *     announced, of wallets that have no own; default 80,90,95,100
 * @param spike {@code alfred.spike.factor}: a wallet that spends so many times its usual rate is
 *     frozen, default 10, 0 for never; {@code alfred.spike.floor-credits}: credits per window below
 *     which nothing is a spike, default 100; {@code alfred.spike.window-s}: seconds, default 60;
 *     {@code alfred.spike.history-windows}: windows of history without which nothing is a spike,
 *     default 10; {@code alfred.spike.cool-down-s}: seconds after which the wallet is released by
 *     itself, default 900, 0 for never
 */
public record LedgerConfig(
        Duration unknownGrace,
        Duration drainMax,
        Duration waitMax,
        List<Integer> softLimits,
        SpikeRule spike) {

    LedgerRules rules() {
        return new LedgerRules(softLimits, spike);
    }

    static LedgerConfig read(Config config) {
        return new LedgerConfig(
                Duration.ofSeconds(
                        between(config, "alfred.hold.unknown-grace-s", 3600, 0, 604_800)),
                Duration.ofMillis(
                        between(config, "alfred.shutdown.drain-max-ms", 30_000, 0, 600_000)),
                Duration.ofMillis(
                        between(config, "alfred.ledger.wait-max-ms", 10_000, 100, 120_000)),
                percents(config),
                spike(config));
    }

    private static SpikeRule spike(Config config) {
        return new SpikeRule(
                Duration.ofSeconds(between(config, "alfred.spike.window-s", 60, 1, 86_400)),
                (int) between(config, "alfred.spike.factor", 10, 0, 1_000_000),
                Credits.ofNanos(
                        between(config, "alfred.spike.floor-credits", 100, 0, 1_000_000_000)
                                * Credits.NANOS_PER_CREDIT),
                (int) between(config, "alfred.spike.history-windows", 10, 1, 10_000),
                Duration.ofSeconds(between(config, "alfred.spike.cool-down-s", 900, 0, 604_800)));
    }

    private static List<Integer> percents(Config config) {
        String property = "alfred.wallet.soft-limits";
        String text = config.getOptionalValue(property, String.class).orElse("80,90,95,100");
        try {
            List<Integer> percents =
                    Stream.of(text.split(","))
                            .map(String::strip)
                            .filter(part -> !part.isEmpty())
                            .map(Integer::valueOf)
                            .toList();
            LedgerOperation.requirePercents(percents);
            return percents;
        } catch (NumberFormatException | AlfredException e) {
            throw StartupError.config(
                    property,
                    "is not a list of ascending percents from 1 to 100",
                    "correct it, such as 80,90,95,100, or leave it out for the default");
        }
    }

    private static long between(Config config, String property, long fallback, long min, long max) {
        String text = config.getOptionalValue(property, String.class).orElse("" + fallback);
        try {
            long value = Long.parseLong(text.strip());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(property, min, max);
        }
        throw wrong(property, min, max);
    }

    private static StartupError wrong(String property, long min, long max) {
        return StartupError.config(
                property,
                "is not a whole number from " + min + " to " + max,
                "correct it or leave it out for the default");
    }
}

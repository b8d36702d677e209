package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Reads all wallets again and again while money moves, and remembers any that is over its limit.
 */
final class LimitWatch {
    private static final int WALLETS_MAX = 1000;
    private static final long PERIOD_MS = 250;
    private static final int GRANT_EVERY = 12;

    private final List<Api> nodes;
    private final Set<String> overspent = new ConcurrentSkipListSet<>();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    LimitWatch(List<Api> nodes) {
        this.nodes = nodes;
    }

    /**
     * Looks until the load is over; now and then it grants a little, so that limits stay in play.
     */
    void run(Tenants tenants, BooleanSupplier over) throws InterruptedException {
        for (int round = 1; !over.getAsBoolean(); round++) {
            Api node = nodes.get(round % nodes.size());
            try {
                look(node);
                if (round % GRANT_EVERY == 0) {
                    tenants.grant(node);
                }
            } catch (CliException e) {
                // This node, or the database, has just been killed.
                missed.incrementAndGet();
            }
            TimeUnit.MILLISECONDS.sleep(PERIOD_MS);
        }
    }

    static Iterable<JsonNode> wallets(Api node) {
        return node.list(ApiPath.of("api", "wallets"), WALLETS_MAX, Optional.empty()).items();
    }

    private void look(Api node) {
        look(wallets(node));
    }

    /** One look at every wallet. */
    void look(Iterable<JsonNode> wallets) {
        for (JsonNode wallet : wallets) {
            BigDecimal used =
                    wallet.path("held").decimalValue().add(wallet.path("spent").decimalValue());
            JsonNode allotted = wallet.path("allotted");
            if (allotted.isNumber() && used.compareTo(allotted.decimalValue()) > 0) {
                overspent.add(
                        wallet.path("owner").asText()
                                + " "
                                + wallet.path("id").asText()
                                + " used "
                                + used.toPlainString()
                                + " of "
                                + allotted.decimalValue().toPlainString());
            }
        }
        looks.incrementAndGet();
    }

    long looks() {
        return looks.get();
    }

    /** Looks that got no answer. */
    long missed() {
        return missed.get();
    }

    Set<String> overspent() {
        return overspent;
    }
}

package io.alfred.bench;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CreditLedger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Takes one sample at a time: load on the ledger's own beans, or on the baseline.
 *
 * <p>Errors: {@code ENDPOINT_NOT_SUPPORTED} unless {@code alfred.bench.enabled}; {@code CONFLICT}
 * when the database holds books of anybody else.
 */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LedgerBench {
    @Inject private Config config;
    @Inject private CreditLedger ledger;
    @Inject private BenchWallets wallets;

    private @Nullable BenchConfig settings;
    private @Nullable BaselineTable baseline;

    @PostConstruct
    void read() {
        settings = BenchConfig.read(config);
    }

    @PreDestroy
    void close() {
        if (baseline != null) {
            baseline.close();
        }
    }

    /** Fails with {@code ENDPOINT_NOT_SUPPORTED} on a server that is not made for this. */
    public void requireEnabled() {
        if (!Objects.requireNonNull(settings).enabled()) {
            throw new AlfredException(
                    ErrorCode.ENDPOINT_NOT_SUPPORTED,
                    "this server runs no benchmarks",
                    "run `alfred bench ledger`, which starts a server that does");
        }
    }

    /** Takes a sample; returns when its last caller is done. */
    public synchronized BenchSample take(BenchOrder order) {
        requireEnabled();
        List<UUID> users = wallets.users();
        try {
            return order.load().isBaseline() ? baseline(order) : ledger(order, users);
        } catch (SQLException e) {
            throw new IllegalStateException("the baseline did not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AlfredException(
                    ErrorCode.OVERLOADED, "the server is stopping", "start the benchmark again");
        }
    }

    /** On virtual threads, as the gateway's calls. */
    private BenchSample ledger(BenchOrder order, List<UUID> users) throws InterruptedException {
        List<UUID> spent = order.load() == BenchOrder.Load.HOT ? List.of(users.getFirst()) : users;
        List<LedgerCaller> callers =
                IntStream.range(0, order.callers())
                        .mapToObj(number -> new LedgerCaller(ledger, spent, number))
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return ClosedLoop.run(callers, order.durationMs(), threads);
        }
    }

    private BenchSample baseline(BenchOrder order) throws SQLException, InterruptedException {
        if (baseline == null) {
            baseline = BaselineTable.create(config);
        }
        boolean plain = order.load() == BenchOrder.Load.PLAIN_COMMIT;
        List<ClosedLoop.Request> clients =
                baseline.clients(order.callers()).stream()
                        .<ClosedLoop.Request>map(
                                client -> plain ? client::plainCommit : client::simpleUpdate)
                        .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(order.callers())) {
            return ClosedLoop.run(clients, order.durationMs(), threads);
        }
    }
}

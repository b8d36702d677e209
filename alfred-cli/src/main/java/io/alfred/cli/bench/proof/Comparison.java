package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.bench.proof.Findings.Kind;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds books, provider and clients against each other. */
final class Comparison {
    private final Books books;
    private final Meter meter;
    private final Findings findings;

    Comparison(Books books, Meter meter, Findings findings) {
        this.books = books;
        this.meter = meter;
        this.findings = findings;
    }

    /** Differences between books and provider, and the nano-credits they come to. */
    record Differences(long transactions, long nanos) {}

    /** Before the bill: every difference must be listed as UNKNOWN or provisional. */
    Differences beforeReconciliation() {
        long transactions = 0;
        long nanos = 0;
        for (String tx : everyTransaction()) {
            Books.Line line = books.lines().get(tx);
            long served = meter.nanos(tx);
            once(tx, line);
            if (line == null) {
                findings.add(Kind.UNDETECTED, tx + " was served without a hold");
                continue;
            }
            if (line.state().equals("open")) {
                findings.add(Kind.HUNG, tx + " is still open");
            }
            if (line.spent() != served) {
                transactions++;
                nanos += Math.abs(line.spent() - served);
                if (!line.listed()) {
                    findings.add(Kind.UNDETECTED, difference(tx, line, served));
                }
            }
        }
        return new Differences(transactions, nanos);
    }

    /** After the bill: no difference, on no transaction and no wallet of any level. */
    Differences afterReconciliation(Iterable<JsonNode> wallets, List<Tenants.Account> accounts) {
        long transactions = 0;
        long nanos = 0;
        for (String tx : everyTransaction()) {
            Books.Line line = books.lines().get(tx);
            long served = meter.nanos(tx);
            long spent = line == null ? 0 : line.spent();
            if (spent != served || (line != null && (line.listed() || line.held() != 0))) {
                transactions++;
                nanos += Math.abs(spent - served);
                findings.add(Kind.UNRECONCILED, difference(tx, line, served));
            }
        }
        compareWallets(wallets, accounts);
        return new Differences(transactions, nanos);
    }

    private void compareWallets(Iterable<JsonNode> wallets, List<Tenants.Account> accounts) {
        Map<String, List<String>> paths = new HashMap<>();
        accounts.forEach(account -> paths.put(account.wallet(), account.path()));
        Map<String, Long> served = new HashMap<>();
        books.lines()
                .forEach(
                        (tx, line) ->
                                paths.getOrDefault(line.wallet(), List.of())
                                        .forEach(
                                                wallet ->
                                                        served.merge(
                                                                wallet,
                                                                meter.nanos(tx),
                                                                Long::sum)));
        for (JsonNode wallet : wallets) {
            long spent = Tariff.nanos(wallet.path("spent").decimalValue());
            long held = Tariff.nanos(wallet.path("held").decimalValue());
            long billed = served.getOrDefault(wallet.path("id").asText(), 0L);
            if (spent != billed || held != 0) {
                findings.add(
                        Kind.UNRECONCILED,
                        wallet.path("owner").asText()
                                + " spent "
                                + Tariff.credits(spent).toPlainString()
                                + " and holds "
                                + Tariff.credits(held).toPlainString()
                                + ", the provider served "
                                + Tariff.credits(billed).toPlainString());
            }
        }
    }

    /** After the bill every whole answer costs what its caller was told. */
    void toldCosts(List<CallLog.Call> calls) {
        for (CallLog.Call call : calls) {
            Books.Line line = books.lines().get(call.tx());
            long spent = line == null ? 0 : line.spent();
            if (call.outcome() == CallLog.Outcome.WHOLE
                    && call.nanos().isPresent()
                    && call.nanos().get() != spent) {
                findings.add(
                        Kind.UNRECONCILED,
                        call.tx()
                                + " was told to cost "
                                + Tariff.credits(call.nanos().get()).toPlainString()
                                + ", after the bill it costs "
                                + Tariff.credits(spent).toPlainString());
            }
        }
    }

    /** What clients were told must be in the books before the bill comes. */
    void acknowledgements(List<CallLog.Call> calls) {
        Set<String> seen = new HashSet<>();
        for (CallLog.Call call : calls) {
            String tx = call.tx();
            if (!seen.add(tx)) {
                findings.add(Kind.DOUBLED, tx + " was told to two callers");
            }
            Books.Line line = books.lines().get(tx);
            switch (call.outcome()) {
                case WHOLE -> acknowledged(call, line);
                case BROKEN, LEFT, FAILED -> {
                    if (line == null) {
                        findings.add(Kind.LOST, tx + " was told to a client, the books lack it");
                    }
                }
                case REFUSED -> {
                    if (line != null) {
                        findings.add(Kind.UNDETECTED, tx + " was refused and is " + line.state());
                    }
                }
                case UNDECIDED -> {}
            }
        }
    }

    private void acknowledged(CallLog.Call call, Books.@Nullable Line line) {
        if (line == null || line.state().equals("released")) {
            findings.add(
                    Kind.LOST,
                    call.tx()
                            + " was answered in full, its hold is "
                            + (line == null ? "missing" : "released"));
            return;
        }
        boolean otherCost = call.nanos().isPresent() && call.nanos().get() != line.spent();
        if (otherCost && !line.listed()) {
            findings.add(
                    Kind.LOST,
                    call.tx()
                            + " was told to cost "
                            + Tariff.credits(call.nanos().orElseThrow()).toPlainString()
                            + ", the books charge "
                            + Tariff.credits(line.spent()).toPlainString());
        }
    }

    private void once(String tx, Books.@Nullable Line line) {
        if (line != null && line.settles() > 1) {
            findings.add(Kind.DOUBLED, tx + " was settled " + line.settles() + " times");
        }
        Meter.Served served = meter.all().get(tx);
        if (served != null && served.requests() > 1) {
            findings.add(Kind.DOUBLED, tx + " reached the provider more than once");
        }
    }

    private Set<String> everyTransaction() {
        Set<String> all = new HashSet<>(books.lines().keySet());
        all.addAll(meter.all().keySet());
        return all;
    }

    private static String difference(String tx, Books.@Nullable Line line, long served) {
        return tx
                + " is "
                + (line == null ? "missing" : line.state())
                + " with "
                + Tariff.credits(line == null ? 0 : line.spent()).toPlainString()
                + " spent, the provider served "
                + Tariff.credits(served).toPlainString();
    }
}

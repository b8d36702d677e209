package io.alfred.cli.bench.proof;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the provider served, by transaction id: the only count the books are measured against. */
final class Meter {
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    /** One transaction as the provider counted it. */
    static final class Served {
        private final long promptTokens;
        private final LocalDate day = LocalDate.now(ZoneOffset.UTC);
        private final AtomicLong completionTokens = new AtomicLong();
        private final AtomicInteger requests = new AtomicInteger();

        private Served(long promptTokens) {
            this.promptTokens = promptTokens;
        }

        void produced(long tokens) {
            completionTokens.addAndGet(tokens);
        }

        long promptTokens() {
            return promptTokens;
        }

        long completionTokens() {
            return completionTokens.get();
        }

        /** More than one means that Alfred sent the same transaction twice. */
        int requests() {
            return requests.get();
        }

        long nanos() {
            return Tariff.nanos(promptTokens, completionTokens.get());
        }
    }

    /** Begins to count for a transaction. */
    Served begin(String tx, long promptTokens) {
        Served found = served.computeIfAbsent(tx, id -> new Served(promptTokens));
        found.requests.incrementAndGet();
        return found;
    }

    Map<String, Served> all() {
        return served;
    }

    /** What was served for a transaction, nano-credits; 0 for one never heard of. */
    long nanos(String tx) {
        Served found = served.get(tx);
        return found == null ? 0 : found.nanos();
    }

    /** Writes the bill in the form that {@code alfred ledger reconcile} reads. */
    void writeBill(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("transaction_id,date,provider,model,amount_usd\n");
            for (Map.Entry<String, Served> each : served.entrySet()) {
                out.write(
                        String.join(
                                ",",
                                each.getKey(),
                                each.getValue().day.toString(),
                                Tariff.PROVIDER,
                                Tariff.MODEL,
                                Tariff.credits(each.getValue().nanos()).toPlainString()));
                out.write('\n');
            }
        }
    }
}

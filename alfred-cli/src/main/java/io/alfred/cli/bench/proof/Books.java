package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What Alfred's books say of every transaction, folded from its entries and holds. */
final class Books {
    /** Entries that change what a wallet may spend; they belong to no call. */
    private static final Set<String> ALLOTMENTS =
            Set.of("LIMIT", "GRANT", "ADJUST", "TRANSFER_OUT", "TRANSFER_IN", "RESET");

    private static final int PAGE_ITEMS = 1000;
    private static final int PAGES_MAX = 10_000;

    private final Map<String, Line> lines = new HashMap<>();

    /** One transaction. Amounts are nano-credits. */
    static final class Line {
        private String state = "none";
        private boolean provisional;
        private String wallet = "";
        private long spent;
        private long held;
        private int settles;

        /** Its hold's state, as the API names it. */
        String state() {
            return state;
        }

        /** Whether its cost is listed as not yet the provider's word. */
        boolean listed() {
            return provisional || state.equals("unknown") || state.equals("open");
        }

        boolean provisional() {
            return provisional;
        }

        /** The wallet that was debited. */
        String wallet() {
            return wallet;
        }

        /** What all entries together charged. */
        long spent() {
            return spent;
        }

        long held() {
            return held;
        }

        int settles() {
            return settles;
        }
    }

    /** Reads everything; the holds first, so that a line is never listed less than it was. */
    static Books read(Api api) {
        Books books = new Books();
        books.pages(api, ApiPath.of("api", "ledger", "holds"), books::hold);
        books.pages(api, ApiPath.of("api", "ledger", "entries"), books::entry);
        return books;
    }

    /** Holds in a state, at most {@value #PAGE_ITEMS} are counted. */
    static int count(Api api, String state) {
        return api.list(
                        ApiPath.of("api", "ledger", "holds").with("state", state),
                        PAGE_ITEMS,
                        Optional.empty())
                .items()
                .size();
    }

    Map<String, Line> lines() {
        return lines;
    }

    long count(Predicate<Line> kind) {
        return lines.values().stream().filter(kind).count();
    }

    private interface Reader {
        void read(JsonNode item);
    }

    private void pages(Api api, ApiPath path, Reader reader) {
        Optional<String> after = Optional.empty();
        for (int page = 0; page < PAGES_MAX; page++) {
            Api.Items items = api.list(path, PAGE_ITEMS, after);
            items.items().forEach(reader::read);
            after = items.next();
            if (after.isEmpty()) {
                return;
            }
        }
        throw new IllegalStateException(path.path() + " has more than can be read");
    }

    /** Takes a hold as the API shows it. */
    void hold(JsonNode hold) {
        Line line = line(hold.path("tx_id").asText());
        line.state = hold.path("state").asText();
        line.provisional = hold.path("provisional").asBoolean();
        line.wallet = hold.path("wallet").asText();
    }

    /** Takes an entry as the API shows it. */
    void entry(JsonNode entry) {
        String kind = entry.path("kind").asText();
        if (ALLOTMENTS.contains(kind)) {
            return;
        }
        Line line = line(entry.path("tx_id").asText());
        line.spent += Tariff.nanos(entry.path("spent_delta").decimalValue());
        line.held += Tariff.nanos(entry.path("held_delta").decimalValue());
        if (kind.equals("SETTLE")) {
            line.settles++;
        }
    }

    private Line line(String tx) {
        return lines.computeIfAbsent(tx, none -> new Line());
    }
}

package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.proof.CallLog.Outcome;
import io.alfred.cli.bench.proof.Findings.Kind;
import io.alfred.cli.core.Json;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a proof run did and found; docs/reference/cli.md names the fields. */
public final class ProofReport {
    private final Findings findings;
    private final ObjectNode root = Json.object();
    private final ArrayNode verified = Json.MAPPER.createArrayNode();

    ProofReport(ProofPlan plan, Findings findings) {
        this.findings = findings;
        root.put("seed", plan.seed());
        root.put("nodes", plan.nodes());
        root.put("clients", plan.clients());
        root.put("load_s", plan.load().toSeconds());
    }

    /** How often something was killed. */
    record Counts(int servers, int databases) {}

    void load(CallLog log, Counts kills, LimitWatch limits) {
        root.put("calls", log.sentCalls());
        List<CallLog.Call> calls = log.calls();
        for (Outcome outcome : Outcome.values()) {
            root.put(
                    name(outcome),
                    calls.stream().filter(call -> call.outcome() == outcome).count());
        }
        ObjectNode answers = root.putObject("answers");
        log.answers().forEach(answers::put);
        root.putObject("kills").put("server", kills.servers()).put("postgres", kills.databases());
        root.put("limit_looks", limits.looks());
        limits.overspent().forEach(what -> findings.add(Kind.OVERSPENT, what));
        if (calls.stream().noneMatch(call -> call.outcome() == Outcome.WHOLE)) {
            findings.add(Kind.UNPROVEN, "no call was answered in full");
        }
        if (limits.looks() == 0) {
            findings.add(Kind.UNPROVEN, "the wallets could never be looked at");
        }
    }

    /** What the clients saw, under names that say it. */
    private static String name(Outcome outcome) {
        return switch (outcome) {
            case WHOLE -> "acknowledged";
            case BROKEN -> "broken_off";
            case LEFT -> "client_left";
            case REFUSED -> "refused";
            case UNDECIDED -> "outcome_unknown";
            case FAILED -> "failed";
        };
    }

    void before(Books books, Comparison.Differences differences) {
        ObjectNode node = root.putObject("before");
        node.put("settled", books.count(line -> line.state().equals("settled") && !line.listed()));
        node.put("provisional", books.count(Books.Line::provisional));
        node.put("unknown", books.count(line -> line.state().equals("unknown")));
        node.put("released", books.count(line -> line.state().equals("released")));
        put(node, differences);
    }

    void reconciled(JsonNode answer) {
        root.putObject("bill")
                .put("lines", answer.at("/bill/lines").asLong())
                .put("closed", answer.path("closed_total").asLong())
                .put("agreed", answer.path("agreed").asLong())
                .put("differences", answer.path("differences_total").asLong());
    }

    void after(Books books, Comparison.Differences differences) {
        ObjectNode node = root.putObject("after");
        node.put("settled", books.count(line -> line.state().equals("settled")));
        node.put("released", books.count(line -> line.state().equals("released")));
        node.put("listed", books.count(Books.Line::listed));
        put(node, differences);
    }

    private static void put(ObjectNode node, Comparison.Differences differences) {
        node.put("differences", differences.transactions());
        node.put("difference_credits", Tariff.credits(differences.nanos()));
    }

    void check(JsonNode answer, boolean ok) {
        root.putObject("ledger_check")
                .put("ok", ok)
                .put("entries", answer.path("entries").asLong())
                .put("holds", answer.path("holds").asLong());
    }

    void verified(JsonNode answer, boolean ok) {
        if (ok && answer.path("rows").asLong() == 0) {
            findings.add(Kind.UNPROVEN, "an audit log without rows was verified");
        }
        verified.addObject()
                .put("ok", ok)
                .put("rows", answer.path("rows").asLong())
                .put("chains", answer.path("chains").size())
                .put("checkpoints", answer.path("checkpoints").asLong());
    }

    void took(Duration time) {
        root.put("took_s", time.toSeconds());
    }

    /** Whether every promise was kept. */
    public boolean held() {
        return findings.none();
    }

    /** The first broken promises, in words. */
    public List<String> findings() {
        return List.copyOf(findings.told());
    }

    public ObjectNode json() {
        ObjectNode json = root.deepCopy();
        json.set("audit_verify", verified);
        ObjectNode promises = json.putObject("broken");
        for (Kind kind : Kind.values()) {
            promises.put(kind.name().toLowerCase(Locale.ROOT), findings.count(kind));
        }
        ArrayNode told = json.putArray("findings");
        findings().forEach(told::add);
        json.put("held", held());
        return json;
    }
}

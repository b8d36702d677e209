package io.alfred.cli.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.core.Json;
import io.alfred.cli.verify.Broken;
import io.alfred.cli.verify.ChainEnd;
import io.alfred.cli.verify.Verification;

import java.util.ArrayList;
import java.util.List;

/**
 * A verification, as it is printed.
 *
 * @param keyGiven whether the signatures were checked against a key the operator brought
 */
record Report(Verification verification, boolean keyGiven) {
    /** All of it, in the shape {@code /api/audit/verify} answers too. */
    ObjectNode complete() {
        ObjectNode report = Json.object();
        report.put("ok", verification.ok()).put("rows", verification.rows());
        ArrayNode chains = report.putArray("chains");
        for (ChainEnd chain : verification.chains()) {
            chains.addObject()
                    .put("chain", chain.chain())
                    .put("epoch", chain.epoch())
                    .put("rows", chain.rows())
                    .put("head", chain.head())
                    .put("root", chain.root());
        }
        if (!verification.retired().isEmpty()) {
            ArrayNode retired = report.putArray("retired");
            for (Verification.Retired chain : verification.retired()) {
                retired.addObject()
                        .put("chain", chain.chain())
                        .put("rows", chain.seq())
                        .put("export_sha256", chain.exportSha256());
            }
        }
        report.put("checkpoints", verification.checkpoints()).put("signatures", signatures());
        report.set("first_broken", verification.firstBroken().map(Report::node).orElse(null));
        return report;
    }

    /** Counts instead of the list of chains. */
    ObjectNode summary() {
        ObjectNode report = complete();
        report.put("chains", verification.chains().size());
        if (report.has("retired")) {
            report.put(
                    "retired",
                    verification.retired().stream().mapToLong(Verification.Retired::seq).sum());
        }
        if (verification.ok()) {
            report.remove("first_broken");
        }
        return report;
    }

    List<String> remarks() {
        List<String> remarks = new ArrayList<>(verification.notes());
        if (verification.signaturesChecked() && !keyGiven) {
            remarks.add(
                    "the signatures were only checked against the key served along;"
                            + " give your own copy with --public-key");
        }
        return remarks;
    }

    String sentence(Broken broken) {
        StringBuilder text = new StringBuilder("the audit log is broken: ");
        broken.chain().ifPresent(chain -> text.append("chain ").append(chain).append(", "));
        broken.seq().ifPresent(seq -> text.append("row ").append(seq).append(": "));
        if (broken.chain().isEmpty()) {
            broken.checkpoint().ifPresent(n -> text.append("checkpoint ").append(n).append(": "));
        }
        return text.append(broken.what()).toString();
    }

    private String signatures() {
        if (!verification.signaturesChecked()) {
            return "unchecked";
        }
        return keyGiven ? "checked" : "checked_against_served_key";
    }

    private static ObjectNode node(Broken broken) {
        ObjectNode node = Json.object();
        node.put("chain", broken.chain().orElse(null));
        node.put("seq", broken.seq().isPresent() ? (Long) broken.seq().getAsLong() : null);
        broken.checkpoint().ifPresent(number -> node.put("checkpoint", number));
        return node.put("what", broken.what());
    }
}

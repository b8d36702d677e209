package io.alfred.web.admin;

import io.alfred.audit.AuditProver;
import io.alfred.audit.Checkpoint;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A proof, as {@code docs/reference/audit-format.md} specifies it. */
public record ProofAnswer(int v, CheckpointLine checkpoint, List<Entry> entries) {
    /** Version of the format of proofs. */
    private static final int FORMAT_VERSION = 1;

    /** The line of the checkpoint file. */
    public record CheckpointLine(String body, String keyId, String signature) {
        static CheckpointLine of(Checkpoint checkpoint) {
            Base64.Encoder base64 = Base64.getEncoder();
            return new CheckpointLine(
                    base64.encodeToString(checkpoint.body()),
                    checkpoint.keyId(),
                    base64.encodeToString(checkpoint.signature()));
        }
    }

    /** A row and its way to the root. */
    public record Entry(
            UUID chain,
            long seq,
            String prevHash,
            String hash,
            String payload,
            long treeSize,
            List<String> path) {
        static Entry of(AuditProver.ProvedEntry entry) {
            HexFormat hex = HexFormat.of();
            return new Entry(
                    entry.chainId(),
                    entry.seq(),
                    hex.formatHex(entry.prevHash()),
                    hex.formatHex(entry.hash()),
                    Base64.getEncoder().encodeToString(entry.payload()),
                    entry.treeSize(),
                    entry.path().stream().map(hex::formatHex).toList());
        }
    }

    static ProofAnswer of(AuditProver.Proof proof) {
        return new ProofAnswer(
                FORMAT_VERSION,
                CheckpointLine.of(proof.checkpoint()),
                proof.entries().stream().map(Entry::of).toList());
    }
}

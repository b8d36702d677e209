package io.alfred.web.admin;

import io.alfred.audit.ChainHead;
import io.alfred.audit.Checkpoint;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A checkpoint in words; {@code line} is what the checkpoint file holds of it. */
public record CheckpointAnswer(
        long n, Instant at, String keyId, List<Chain> chains, ProofAnswer.CheckpointLine line) {
    /** What it says of one chain. */
    public record Chain(UUID chain, int epoch, long seq, String head) {
        static Chain of(ChainHead head) {
            return new Chain(
                    head.chainId(),
                    head.epoch(),
                    head.seq(),
                    HexFormat.of().formatHex(head.head()));
        }
    }

    static CheckpointAnswer of(Checkpoint checkpoint) {
        return new CheckpointAnswer(
                checkpoint.number(),
                Instant.EPOCH.plus(checkpoint.atMicros(), ChronoUnit.MICROS),
                checkpoint.keyId(),
                checkpoint.heads().stream().map(Chain::of).toList(),
                ProofAnswer.CheckpointLine.of(checkpoint));
    }
}

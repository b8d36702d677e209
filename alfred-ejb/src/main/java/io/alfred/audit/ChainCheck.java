package io.alfred.audit;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Follows one chain from a head it trusts: no gap, every row linked to the one before, epochs never
 * falling. Rows come already looked at one by one, which can be done in parallel.
 */
final class ChainCheck {
    private final UUID chainId;
    private final long firstSeq;
    private final MerkleFrontier tree;
    private long seq;
    private int epoch;
    private byte[] head;

    ChainCheck(ChainHead start) {
        this.chainId = start.chainId();
        this.firstSeq = start.seq() + 1;
        this.tree = MerkleFrontier.of(start.seq(), start.frontier());
        this.seq = start.seq();
        this.epoch = start.epoch();
        this.head = start.head();
    }

    /**
     * Takes the next row.
     *
     * @param leaf {@link Sha256#leaf} of its hash
     * @param objection what is wrong with the row itself
     * @return what is wrong with it at this place; it is not taken then
     */
    Optional<String> accept(LogRow row, byte[] leaf, Optional<String> objection) {
        if (row.seq() != seq + 1) {
            return Optional.of(
                    row.seq() > seq + 1 ? "the row is missing" : "the row is there twice");
        }
        if (!Arrays.equals(row.prevHash(), head)) {
            return Optional.of("it does not link to the row before");
        }
        if (objection.isPresent()) {
            return objection;
        }
        if (row.epoch() < epoch) {
            return Optional.of("its epoch falls from " + epoch + " to " + row.epoch());
        }
        seq++;
        epoch = row.epoch();
        head = row.hash();
        tree.addHashed(leaf);
        return Optional.empty();
    }

    UUID chainId() {
        return chainId;
    }

    /** The row that is expected next. */
    long next() {
        return seq + 1;
    }

    /** Rows taken. */
    long rows() {
        return seq + 1 - firstSeq;
    }

    long firstSeq() {
        return firstSeq;
    }

    /** Where the chain stands after the rows taken; the epoch is that of the last row. */
    ChainHead end() {
        return new ChainHead(chainId, epoch, seq, head, tree.encoded());
    }
}

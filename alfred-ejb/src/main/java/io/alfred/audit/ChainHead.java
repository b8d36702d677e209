package io.alfred.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Where a chain ends: what the next row links to and what a compare-and-set expects.
 *
 * @param seq rows so far
 * @param head hash of the last row, or the chain's genesis hash when it has none
 * @param frontier encoded {@link MerkleFrontier} of the rows so far
 */
public record ChainHead(UUID chainId, int epoch, long seq, byte[] head, byte[] frontier) {

    /** The head of a chain without rows. */
    static ChainHead genesis(UUID chainId, int epoch) {
        byte[] seed = ("alfred-audit-v1:" + chainId).getBytes(StandardCharsets.UTF_8);
        return new ChainHead(chainId, epoch, 0, Sha256.of(seed), new byte[0]);
    }

    /** RFC 6962 root over the hashes of the rows so far. */
    byte[] root() {
        return MerkleFrontier.of(seq, frontier).root();
    }

    /** Whether both name the same row of the same chain and epoch. */
    public boolean isSame(ChainHead other) {
        return chainId.equals(other.chainId)
                && epoch == other.epoch
                && seq == other.seq
                && Arrays.equals(head, other.head);
    }
}

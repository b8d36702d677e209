package io.alfred.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right edge of an RFC 6962 Merkle tree: enough to add leaves and to name the root.
 *
 * <p>Holds one subtree root for each bit set in the number of leaves, largest subtree first; so
 * 2<sup>40</sup> leaves need at most 1,280 bytes. Not safe for use by several threads.
 */
final class MerkleFrontier {
    private final List<byte[]> roots;
    private long leaves;

    private MerkleFrontier(long leaves, List<byte[]> roots) {
        this.leaves = leaves;
        this.roots = roots;
    }

    static MerkleFrontier empty() {
        return new MerkleFrontier(0, new ArrayList<>());
    }

    /**
     * Reads what {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException when the bytes are not the frontier of that many leaves
     */
    static MerkleFrontier of(long leaves, byte[] encoded) {
        if (encoded.length != Long.bitCount(leaves) * Sha256.LENGTH) {
            throw new IllegalArgumentException(
                    "a tree of " + leaves + " leaves has another frontier");
        }
        List<byte[]> roots = new ArrayList<>();
        for (int at = 0; at < encoded.length; at += Sha256.LENGTH) {
            roots.add(Arrays.copyOfRange(encoded, at, at + Sha256.LENGTH));
        }
        return new MerkleFrontier(leaves, roots);
    }

    long leaves() {
        return leaves;
    }

    void add(byte[] leaf) {
        addHashed(Sha256.leaf(leaf));
    }

    /** Adds a leaf by its {@link Sha256#leaf} hash. */
    void addHashed(byte[] leafHash) {
        byte[] node = leafHash;
        // Every trailing one bit of the old count is a complete subtree that the new leaf closes.
        for (long bits = leaves; (bits & 1) == 1; bits >>= 1) {
            node = Sha256.node(roots.removeLast(), node);
        }
        roots.add(node);
        leaves++;
    }

    /**
     * Adds a full subtree.
     *
     * @param size a power of two that divides the number of leaves so far
     */
    void addSubtree(long size, byte[] root) {
        if (Long.bitCount(size) != 1 || leaves % size != 0 || (leaves & size) != 0) {
            throw new IllegalArgumentException(size + " leaves do not fit behind " + leaves);
        }
        roots.add(root);
        leaves += size;
    }

    /** The roots of the full subtrees, largest first. */
    List<byte[]> roots() {
        return List.copyOf(roots);
    }

    byte[] root() {
        if (roots.isEmpty()) {
            return Sha256.of(new byte[0]);
        }
        byte[] root = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Sha256.node(roots.get(i), root);
        }
        return root;
    }

    byte[] encoded() {
        byte[] encoded = new byte[roots.size() * Sha256.LENGTH];
        for (int i = 0; i < roots.size(); i++) {
            System.arraycopy(roots.get(i), 0, encoded, i * Sha256.LENGTH, Sha256.LENGTH);
        }
        return encoded;
    }
}

package io.alfred.cli.verify;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The RFC 6962 tree over what was added so far, kept as the roots of its full subtrees.
 *
 * <p>Memory: one hash for each one-bit of the number of leaves, at most 63. Not safe for use by
 * several threads.
 */
final class MerkleFrontier {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256 = Hash.digest();

    /** Largest subtree first. */
    private final byte[][] subtrees = new byte[Long.SIZE][Hash.BYTES];

    private int depth;
    private long leaves;

    /**
     * Goes on where a tree was left.
     *
     * @param encoded the roots of its full subtrees, largest first
     */
    static MerkleFrontier of(long leaves, byte[] encoded) throws MalformedException {
        if (encoded.length != Long.bitCount(leaves) * Hash.BYTES) {
            throw new MalformedException("a tree of " + leaves + " leaves has another frontier");
        }
        MerkleFrontier tree = new MerkleFrontier();
        tree.leaves = leaves;
        for (int at = 0; at < encoded.length; at += Hash.BYTES) {
            System.arraycopy(encoded, at, tree.subtrees[tree.depth++], 0, Hash.BYTES);
        }
        return tree;
    }

    void add(byte[] leafData) {
        sha256.update(LEAF);
        sha256.update(leafData);
        addLeaf(sha256.digest(), 0);
    }

    /** Adds a leaf by its hash, 32 bytes from {@code from} on. */
    void addLeaf(byte[] leafHashes, int from) {
        System.arraycopy(leafHashes, from, subtrees[depth++], 0, Hash.BYTES);
        for (long bits = leaves; (bits & 1) == 1; bits >>= 1) {
            node(subtrees[depth - 2], subtrees[depth - 1], subtrees[depth - 2]);
            depth--;
        }
        leaves++;
    }

    long leaves() {
        return leaves;
    }

    Hash root() {
        if (depth == 0) {
            return Hash.over();
        }
        byte[] root = subtrees[depth - 1].clone();
        for (int i = depth - 2; i >= 0; i--) {
            node(subtrees[i], root, root);
        }
        return Hash.ofBytes(root);
    }

    /** Whether it is the tree that was left with this frontier. */
    boolean isAt(long otherLeaves, byte[] encoded) {
        return leaves == otherLeaves && Arrays.equals(encoded(), encoded);
    }

    /** The roots of its full subtrees, largest first. */
    byte[] encoded() {
        byte[] encoded = new byte[depth * Hash.BYTES];
        for (int i = 0; i < depth; i++) {
            System.arraycopy(subtrees[i], 0, encoded, i * Hash.BYTES, Hash.BYTES);
        }
        return encoded;
    }

    private void node(byte[] left, byte[] right, byte[] into) {
        sha256.update(NODE);
        sha256.update(left);
        sha256.update(right);
        try {
            sha256.digest(into, 0, Hash.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash has 32 bytes", e);
        }
    }
}

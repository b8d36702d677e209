package io.alfred.cli.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The RFC 6962 tree over what was added so far, kept as the roots of its full subtrees.
 *
 * <p>Memory: one hash for each one-bit of the number of leaves, at most 63.
 */
final class MerkleFrontier {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    /** Smallest subtree first. */
    private final Deque<Hash> subtrees = new ArrayDeque<>();

    private long leaves;

    void add(byte[] leafData) {
        Hash root = Hash.over(LEAF, leafData);
        for (long bits = leaves; (bits & 1) == 1; bits >>= 1) {
            root = node(subtrees.pop(), root);
        }
        subtrees.push(root);
        leaves++;
    }

    Hash root() {
        Iterator<Hash> smallestFirst = subtrees.iterator();
        if (!smallestFirst.hasNext()) {
            return Hash.over();
        }
        Hash root = smallestFirst.next();
        while (smallestFirst.hasNext()) {
            root = node(smallestFirst.next(), root);
        }
        return root;
    }

    private static Hash node(Hash left, Hash right) {
        return Hash.over(NODE, left.bytes(), right.bytes());
    }
}

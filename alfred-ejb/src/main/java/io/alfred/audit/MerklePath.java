package io.alfred.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The audit path of one leaf (RFC 6962 section 2.1.1), made while all leaves pass by once.
 *
 * <p>Holds one frontier for each subtree beside the way from the leaf to the root, so memory is
 * O(log² n) hashes. Not safe for use by several threads.
 */
final class MerklePath {
    /** The leaves of one subtree, from 0; {@code to} is not in it. */
    private record Sibling(long from, long to, MerkleFrontier tree) {}

    private final long leaf;

    /** From the leaf up to the root. */
    private final List<Sibling> upwards = new ArrayList<>();

    /** In the order in which leaves come. */
    private final List<Sibling> byPlace;

    private int current;

    /**
     * Prepares the path.
     *
     * @param leaf from 0
     * @param leaves of the whole tree
     */
    MerklePath(long leaf, long leaves) {
        if (leaf < 0 || leaf >= leaves) {
            throw new IllegalArgumentException("a tree of " + leaves + " has no leaf " + leaf);
        }
        this.leaf = leaf;
        long from = 0;
        long to = leaves;
        while (to - from > 1) {
            long half = from + Long.highestOneBit(to - from - 1);
            if (leaf < half) {
                upwards.add(new Sibling(half, to, MerkleFrontier.empty()));
                to = half;
            } else {
                upwards.add(new Sibling(from, half, MerkleFrontier.empty()));
                from = half;
            }
        }
        Collections.reverse(upwards);
        byPlace = new ArrayList<>(upwards);
        byPlace.sort(Comparator.comparingLong(Sibling::from));
    }

    /**
     * Takes the subtrees of leaves that are no longer there, before any other leaf.
     *
     * @param frontier of the first leaves; the leaf itself comes after them
     */
    void begin(MerkleFrontier frontier) {
        if (frontier.leaves() > leaf) {
            throw new IllegalArgumentException("the leaf is among those that are gone");
        }
        long place = 0;
        long size = Long.highestOneBit(frontier.leaves());
        for (byte[] root : frontier.roots()) {
            while ((frontier.leaves() & size) == 0) {
                size >>= 1;
            }
            at(place).addSubtree(size, root);
            place += size;
            size >>= 1;
        }
    }

    /** Takes the next leaf by its {@link Sha256#leaf} hash; {@code place} counts from 0. */
    void add(long place, byte[] leafHash) {
        if (place != leaf) {
            at(place).addHashed(leafHash);
        }
    }

    /** The hashes beside the way to the root, the leaf's own neighbour first. */
    List<byte[]> hashes() {
        return upwards.stream().map(sibling -> sibling.tree().root()).toList();
    }

    private MerkleFrontier at(long place) {
        while (place >= byPlace.get(current).to()) {
            current++;
        }
        return byPlace.get(current).tree();
    }
}

package io.alfred.cli.verify;

import java.util.ArrayList;
import java.util.List;

/** Trees and audit paths word for word as RFC 6962 section 2.1 defines them. */
final class Rfc6962 {
    private Rfc6962() {}

    /** MTH(D[n]). */
    static Hash root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Hash.over();
        }
        if (leaves.size() == 1) {
            return Hash.over(new byte[] {0}, leaves.getFirst());
        }
        int k = split(leaves.size());
        return Hash.over(
                new byte[] {1},
                root(leaves.subList(0, k)).bytes(),
                root(leaves.subList(k, leaves.size())).bytes());
    }

    /** PATH(m, D[n]). */
    static List<Hash> path(int m, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return new ArrayList<>();
        }
        int k = split(leaves.size());
        List<byte[]> left = leaves.subList(0, k);
        List<byte[]> right = leaves.subList(k, leaves.size());
        List<Hash> path = m < k ? path(m, left) : path(m - k, right);
        path.add(root(m < k ? right : left));
        return path;
    }

    /** The largest power of two smaller than n. */
    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }
}

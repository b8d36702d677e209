package io.alfred.cli.verify;

import java.util.List;

/** The hashes beside the way from a leaf to the root, as RFC 9162 section 2.1.3.2 walks it. */
record InclusionPath(long leaf, long leaves, List<Hash> beside) {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    /** Whether the way leads from these leaf data to this root, and has just the right length. */
    boolean leads(byte[] leafData, Hash root) {
        if (leaf < 0 || leaf >= leaves) {
            return false;
        }
        long place = leaf;
        long last = leaves - 1;
        Hash hash = Hash.over(LEAF, leafData);
        for (Hash other : beside) {
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                hash = Hash.over(NODE, other.bytes(), hash.bytes());
                while ((place & 1) == 0 && place != 0) {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Hash.over(NODE, hash.bytes(), other.bytes());
            }
            place >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }
}

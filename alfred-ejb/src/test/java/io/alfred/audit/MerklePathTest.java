package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MerklePathTest {
    private static final int LEAVES_MAX = 40;

    @Test
    void every_path_of_every_tree_is_that_of_the_definition() {
        for (int size = 1; size <= LEAVES_MAX; size++) {
            List<byte[]> leaves = leaves(size);
            for (int leaf = 0; leaf < size; leaf++) {
                MerklePath path = new MerklePath(leaf, size);
                for (int i = 0; i < size; i++) {
                    path.add(i, leaves.get(i));
                }
                assertThat(path.hashes().toArray(byte[][]::new))
                        .as("leaf %d of %d", leaf, size)
                        .isDeepEqualTo(path(leaf, leaves).toArray(byte[][]::new));
            }
        }
    }

    @Test
    void the_frontier_of_leaves_that_are_gone_gives_the_same_path() {
        int size = LEAVES_MAX - 1;
        List<byte[]> leaves = leaves(size);
        for (int gone = 0; gone < size; gone++) {
            MerkleFrontier frontier = MerkleFrontier.empty();
            leaves.subList(0, gone).forEach(frontier::addHashed);
            for (int leaf = gone; leaf < size; leaf++) {
                MerklePath path = new MerklePath(leaf, size);
                path.begin(frontier);
                for (int i = gone; i < size; i++) {
                    path.add(i, leaves.get(i));
                }
                assertThat(path.hashes().toArray(byte[][]::new))
                        .as("leaf %d of %d, %d gone", leaf, size, gone)
                        .isDeepEqualTo(path(leaf, leaves).toArray(byte[][]::new));
            }
        }
    }

    @Test
    void a_leaf_that_is_gone_or_that_is_not_in_the_tree_has_no_path() {
        MerkleFrontier frontier = MerkleFrontier.empty();
        leaves(3).forEach(frontier::addHashed);
        MerklePath path = new MerklePath(2, 5);
        assertThatThrownBy(() -> path.begin(frontier)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MerklePath(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MerklePath(-1, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** PATH of RFC 6962, over leaves that are hashed already. */
    private static List<byte[]> path(int leaf, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return new ArrayList<>();
        }
        int half = Integer.highestOneBit(leaves.size() - 1);
        List<byte[]> left = leaves.subList(0, half);
        List<byte[]> right = leaves.subList(half, leaves.size());
        List<byte[]> path = leaf < half ? path(leaf, left) : path(leaf - half, right);
        path.add(root(leaf < half ? right : left));
        return path;
    }

    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int half = Integer.highestOneBit(leaves.size() - 1);
        return Sha256.node(
                root(leaves.subList(0, half)), root(leaves.subList(half, leaves.size())));
    }

    private static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(Sha256.leaf(new byte[] {(byte) i}));
        }
        return leaves;
    }
}

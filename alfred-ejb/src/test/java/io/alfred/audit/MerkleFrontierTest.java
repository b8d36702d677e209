package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

class MerkleFrontierTest {
    private static final HexFormat HEX = HexFormat.of();

    /** The leaves of the test tree that implementations of RFC 6962 share. */
    private static final List<String> LEAVES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    /** Roots of the test tree with 0, 1 … 8 leaves. */
    private static final List<String> ROOTS =
            List.of(
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void roots_are_those_of_the_shared_test_tree() {
        MerkleFrontier tree = MerkleFrontier.empty();
        assertThat(HEX.formatHex(tree.root())).isEqualTo(ROOTS.getFirst());
        for (int i = 0; i < LEAVES.size(); i++) {
            tree.add(HEX.parseHex(LEAVES.get(i)));
            assertThat(HEX.formatHex(tree.root())).isEqualTo(ROOTS.get(i + 1));
        }
    }

    @Test
    void roots_are_those_of_the_recursive_definition_and_survive_storage() {
        List<byte[]> leaves = new ArrayList<>();
        MerkleFrontier tree = MerkleFrontier.empty();
        for (int size = 0; size <= 300; size++) {
            assertThat(tree.leaves()).isEqualTo(size);
            assertThat(tree.root()).isEqualTo(definition(leaves));
            byte[] leaf = Sha256.of(new byte[] {(byte) size, (byte) (size >> 8)});
            leaves.add(leaf);
            tree = MerkleFrontier.of(size, tree.encoded());
            tree.add(leaf);
        }
    }

    @Test
    void a_frontier_of_another_number_of_leaves_is_refused() {
        assertThat(MerkleFrontier.of(0, new byte[0]).leaves()).isZero();
        assertThat(MerkleFrontier.of(3, new byte[64]).leaves()).isEqualTo(3);
        for (int length : new int[] {0, 32, 63, 65, 96}) {
            assertThatThrownBy(() -> MerkleFrontier.of(3, new byte[length]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** RFC 6962 section 2.1, word for word. */
    private static byte[] definition(List<byte[]> leaves) {
        int n = leaves.size();
        if (n == 0) {
            return Sha256.of();
        }
        if (n == 1) {
            return Sha256.of(new byte[] {0}, leaves.getFirst());
        }
        int k = Integer.highestOneBit(n - 1);
        return Sha256.of(
                new byte[] {1}, definition(leaves.subList(0, k)), definition(leaves.subList(k, n)));
    }
}

package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

class ProofVerifierTest {
    private static final String A = LogFixture.A;
    private static final LogFixture LOG = LogFixture.small();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33})
    void every_leaf_of_a_tree_is_proved_by_its_path_and_by_no_other(int size) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(new byte[] {(byte) i});
        }
        Hash root = Rfc6962.root(leaves);
        for (int leaf = 0; leaf < size; leaf++) {
            List<Hash> path = Rfc6962.path(leaf, leaves);
            for (int place = 0; place < size; place++) {
                for (byte[] data : leaves) {
                    assertThat(new InclusionPath(place, size, path).leads(data, root))
                            .as("leaf %d of %d at %d", data[0], size, place)
                            .isEqualTo(place == leaf && data[0] == leaf);
                }
            }
            List<Hash> longer = new ArrayList<>(path);
            longer.add(root);
            assertThat(new InclusionPath(leaf, size, longer).leads(leaves.get(leaf), root))
                    .isFalse();
            if (!path.isEmpty()) {
                List<Hash> shorter = path.subList(0, path.size() - 1);
                assertThat(new InclusionPath(leaf, size, shorter).leads(leaves.get(leaf), root))
                        .isFalse();
            }
        }
        assertThat(new InclusionPath(size, size, List.of()).leads(leaves.getFirst(), root))
                .isFalse();
        assertThat(new InclusionPath(-1, size, List.of()).leads(leaves.getFirst(), root)).isFalse();
    }

    @Test
    void a_proof_holds_for_its_rows_and_shows_no_other_payload() throws MalformedException {
        String proof = LOG.proof(A, 2, 5);
        ProofVerifier.Finding found = verify(proof);

        assertThat(found.objection()).isEmpty();
        assertThat(found.checkpoint()).isEqualTo(3);
        assertThat(found.signatureChecked()).isTrue();
        assertThat(found.entries()).extracting(ProofVerifier.Entry::seq).containsExactly(2L, 5L);
        assertThat(found.entries().getFirst().payload()).contains("\"amount_nanos\":1001");
        assertThat(proof).doesNotContain(LogFixture.base64(LOG.chain(A).payloads.get(3)));
    }

    @Test
    void a_row_before_a_checkpoint_that_does_not_list_its_chain_is_refused()
            throws MalformedException {
        LogFixture onlyB = new LogFixture().rows(LogFixture.B, 2).checkpoint();
        onlyB.rows(A, 1);
        assertThat(verify(onlyB.proof(A, 1)).objection().orElseThrow())
                .contains("does not know its chain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "seq":2                | "seq":3                | payload is wrong
                    "tree_size":5          | "tree_size":4          | saw 5 rows
                    "hash":"               | "hash":"00             | 64 lower-case
                    "path":["              | "path":["ffff          | 64 lower-case
                    "path":[               | "path":["0000000000000000000000000000000000000000000000000000000000000000", | not in the tree
                    "key_id":"             | "key_id":"0            | not genuine
                    "payload":"ey          | "payload":"eA          | hash
                    "v":1,"checkpoint"     | "v":2,"checkpoint"     | version
                    "v":1,"checkpoint"     | "v":1,"x":1,"checkpoint" | not a field
                    "tree_size"            | "x":1,"tree_size"      | not a field
                    """)
    void what_was_changed_in_a_proof_is_found(String part, String other, String why) {
        String changed = LOG.proof(A, 2).replace(part, other);
        assertThat(changed).isNotEqualTo(LOG.proof(A, 2));
        assertThat(objection(changed)).contains(why);
    }

    @Test
    void a_row_that_was_hashed_anew_is_not_in_the_tree() throws MalformedException {
        LogFixture other = new LogFixture().rows(A, 1);
        var event = LOG.event(A);
        event.put("seq", 2L);
        other.append(A, event).rows(A, 3);
        String forged = other.checkpoint().proof(A, 2);
        String genuine = LOG.proof(A, 2);
        String checkpoint = genuine.substring(0, genuine.indexOf("\"entries\""));
        String entries = forged.substring(forged.indexOf("\"entries\""));
        assertThat(verify(checkpoint + entries).objection().orElseThrow())
                .contains("not in the tree");
    }

    @Test
    void a_checkpoint_of_another_key_is_not_genuine_and_without_a_key_it_is_said()
            throws MalformedException {
        String proof = LOG.proof(A, 1);
        TrustedKeys other = TrustedKeys.parse(List.of(TestKey.TWO.spkiBase64()));
        assertThat(ProofVerifier.verify(proof.getBytes(UTF_8), other).objection().orElseThrow())
                .contains("not the key given");
        assertThat(ProofVerifier.verify(proof.getBytes(UTF_8), TrustedKeys.none()))
                .satisfies(found -> assertThat(found.signatureChecked()).isFalse())
                .satisfies(found -> assertThat(found.objection()).isEmpty());
    }

    @Test
    void a_proof_of_nothing_is_none() {
        assertThatThrownBy(() -> verify(LOG.proof(A)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("no entries");
    }

    private static String objection(String proof) {
        try {
            return verify(proof).objection().orElse("");
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static ProofVerifier.Finding verify(String proof) throws MalformedException {
        return ProofVerifier.verify(
                proof.getBytes(UTF_8), TrustedKeys.parse(List.of(LogFixture.PUBLIC_KEY)));
    }
}

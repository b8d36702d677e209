package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A log whose older rows are in files of their own. */
class RetiredRowsTest {
    private static final String A = LogFixture.A;
    private static final String B = LogFixture.B;

    private LogFixture log;
    private List<String> first;
    private List<String> second;

    @BeforeEach
    void retire_twice() {
        log = LogFixture.small();
        first = log.retire("2025-03");
        log.rows(A, 2).checkpoint();
        second = log.retire("2025-05");
        log.rows(A, 3).checkpoint().rows(B, 2).checkpoint();
    }

    @Test
    void what_is_left_verifies_from_the_kept_heads() throws IOException {
        Verification found = verify(List.of(log.export()));

        assertThat(found.firstBroken()).isEmpty();
        assertThat(found.rows()).isEqualTo(5);
        assertThat(found.chains()).extracting(ChainEnd::rows).containsExactly(10L, 5L);
        assertThat(found.retired()).extracting(Verification.Retired::seq).containsExactly(7L, 3L);
        assertThat(found.notes()).anyMatch(note -> note.contains("older rows were retired"));
    }

    @Test
    void all_files_together_verify_every_row() throws IOException {
        Verification found = verify(List.of(first, second, log.export()));

        assertThat(found.firstBroken()).isEmpty();
        assertThat(found.rows()).isEqualTo(15);
        assertThat(found.retired()).isEmpty();
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void a_file_of_retired_rows_verifies_alone_and_says_that_the_log_goes_on() throws IOException {
        Verification found = verify(List.of(first));
        assertThat(found.firstBroken()).isEmpty();
        assertThat(found.rows()).isEqualTo(8);
        assertThat(found.notes()).anyMatch(note -> note.contains("goes on in 2025-03"));

        assertThat(verify(List.of(second)).rows()).isEqualTo(2);
        assertThat(verify(List.of(first, second)).rows()).isEqualTo(10);
    }

    @Test
    void the_kept_head_is_named_with_the_file_that_leads_to_it() throws IOException {
        String sha256 =
                Hash.over((String.join("\n", second) + "\n").getBytes(StandardCharsets.UTF_8))
                        .hex();
        assertThat(verify(List.of(log.export())).retired().getFirst().exportSha256())
                .isEqualTo(sha256);
    }

    @Test
    void a_row_changed_in_a_file_of_retired_rows_is_named() throws IOException {
        List<String> changed = new ArrayList<>(first);
        changed.remove(3);
        assertBroken(verify(List.of(changed, second, log.export())), A, 4);
    }

    @Test
    void a_missing_file_between_is_named_by_the_row_that_does_not_follow() throws IOException {
        assertBroken(verify(List.of(first, log.export())), A, 6);
        assertBroken(verify(List.of(first, second, second)), A, 6);
    }

    @Test
    void a_kept_head_with_another_tree_is_found_by_the_next_checkpoint() throws IOException {
        List<String> lines = log.export();
        String frontier = lines.getFirst().replaceFirst(".*?\"frontier\":\"([0-9a-f]{64}).*", "$1");
        lines.set(0, lines.getFirst().replaceFirst(frontier, "0".repeat(64)));

        assertBroken(verify(List.of(lines)), A, 8);
        assertBroken(verify(List.of(first, second, lines)), A, 8);
    }

    @Test
    void a_kept_head_behind_what_the_checkpoints_saw_is_a_cut_tail() throws IOException {
        List<String> lines = log.export();
        lines.subList(1, lines.size()).removeIf(line -> line.contains(B) && !line.contains("end"));
        Verification found = verify(List.of(lines));
        assertThat(found.firstBroken().orElseThrow().chain()).contains(B);
    }

    @Test
    void a_log_rewritten_behind_kept_heads_that_no_checkpoint_saw_is_found() throws IOException {
        LogFixture forged = new LogFixture().register(A).epoch(A, 7).rows(A, 20).rows(B, 9);
        forged.retire("2025-03");
        List<String> lines = forged.rows(A, 2).rows(B, 2).export();

        Broken broken = verify(List.of(lines)).firstBroken().orElseThrow();
        assertThat(broken.chain()).contains(A);
        assertThat(broken.checkpoint()).hasValue(5);
        assertThat(broken.what()).contains("no checkpoint saw row 20", "retired");
    }

    @Test
    void kept_heads_of_a_chain_that_no_checkpoint_knows_are_not_believed() throws IOException {
        LogFixture forged = new LogFixture().rows("01890000-0000-7000-8000-00000000000c", 4);
        forged.retire("2025-03");
        List<String> lines = log.export();
        List<String> other = forged.export();
        lines.set(0, lines.getFirst().replace("]}", "," + keptHead(other) + "]}"));

        assertThat(verify(List.of(lines)).firstBroken().orElseThrow().what())
                .contains("no checkpoint saw row 4");
    }

    private static String keptHead(List<String> export) {
        return export.getFirst().replaceFirst(".*?\\[(\\{.*\\})\\].*", "$1");
    }

    @Test
    void without_checkpoints_kept_heads_are_taken_and_said_to_be_unverified() throws IOException {
        Verification found =
                AuditVerifier.verify(
                        Optional.empty(), () -> stream(log.export()), TrustedKeys.none());
        assertThat(found.ok()).isTrue();
        assertThat(found.notes()).anyMatch(note -> note.contains("no checkpoints"));
    }

    @Test
    void that_the_log_goes_on_elsewhere_is_told_to_whoever_asked_for_the_whole_log()
            throws IOException {
        assertThat(verify(List.of(first)).goesOnWith()).contains("2025-03");
        assertThat(verify(List.of(first, second, log.export())).goesOnWith()).isEmpty();
    }

    @Test
    void kept_heads_in_the_middle_or_of_the_wrong_form_are_refused() throws IOException {
        List<String> middle = log.export();
        middle.add(2, middle.removeFirst());
        assertThat(verify(List.of(middle)).ok()).isFalse();

        List<String> odd = log.export();
        odd.set(0, odd.getFirst().replaceFirst("\"frontier\":\"..", "\"frontier\":\""));
        assertThat(verify(List.of(odd)).firstBroken().orElseThrow().what()).contains("frontier");
    }

    private Verification verify(List<List<String>> files) throws IOException {
        List<AuditVerifier.Source> exports = new ArrayList<>();
        files.forEach(lines -> exports.add(() -> stream(lines)));
        return AuditVerifier.verify(
                Optional.of(() -> stream(log.checkpoints())),
                exports,
                TrustedKeys.parse(List.of(LogFixture.PUBLIC_KEY)));
    }

    private static void assertBroken(Verification found, String chain, long seq) {
        Broken broken = found.firstBroken().orElseThrow();
        assertThat(broken.chain()).contains(chain);
        assertThat(broken.seq().orElseThrow()).as(broken.what()).isEqualTo(seq);
    }

    private static ByteArrayInputStream stream(List<String> lines) {
        return new ByteArrayInputStream(
                (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

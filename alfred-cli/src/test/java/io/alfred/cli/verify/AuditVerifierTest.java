package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.cli.verify.AuditVerifier.Source;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

class AuditVerifierTest {
    private static final String A = LogFixture.A;
    private static final String B = LogFixture.B;

    @Test
    void an_untouched_log_verifies() throws IOException {
        LogFixture log = LogFixture.small();

        Verification found = verify(log.export(), log.checkpoints());

        assertThat(found.firstBroken()).isEmpty();
        assertThat(found.rows()).isEqualTo(8);
        assertThat(found.chains()).extracting(ChainEnd::rows).containsExactly(5L, 3L);
        assertThat(found.checkpoints()).isEqualTo(3);
        assertThat(found.signaturesChecked()).isTrue();
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void checkpoints_of_two_nodes_over_the_same_chains_verify_each() throws IOException {
        LogFixture one = LogFixture.small();
        LogFixture other = new LogFixture().register(B).checkpoint().rows(A, 5).rows(B, 3);
        other.checkpoint().checkpoint();

        assertThat(one.export()).isEqualTo(other.export());
        assertThat(one.checkpoints()).isNotEqualTo(other.checkpoints());
        assertThat(verify(one.export(), one.checkpoints()).ok()).isTrue();
        assertThat(verify(one.export(), other.checkpoints()).ok()).isTrue();
    }

    @Test
    void rows_newer_than_the_last_checkpoint_verify() throws IOException {
        LogFixture log = LogFixture.small().rows(A, 3).epoch(B, 2).rows(B, 1);

        assertThat(verify(log.export(), log.checkpoints()).rows()).isEqualTo(12);
        assertThat(verify(log.export(), log.checkpoints()).ok()).isTrue();
    }

    @Test
    void more_checkpoints_than_fit_the_buffer_are_all_compared() throws IOException {
        LogFixture log = new LogFixture();
        for (int i = 0; i < 300; i++) {
            log.rows(A, 3).rows(B, 1).checkpoint();
        }

        assertThat(verify(log.export(), log.checkpoints()).ok()).isTrue();

        LogFixture other = new LogFixture().rows(A, 898).append(A, changed(log, 899)).rows(A, 1);
        other.rows(B, 300);
        assertBroken(verify(other.export(), log.checkpoints()), A, 898, "rewritten");
    }

    @Test
    void an_edited_payload_is_found_at_its_row() throws IOException {
        assertExportBroken(
                lines -> edit(lines, 2, "\"payload\":\"ey", "\"payload\":\"eyA"), A, 3, "hash");
    }

    @Test
    void a_row_hashed_again_is_found_where_the_next_does_not_follow() throws IOException {
        LogFixture log = LogFixture.small();
        LogFixture other = new LogFixture().rows(A, 2).append(A, changed(log, 3));
        List<String> lines = log.export();
        lines.set(2, other.export().get(2));

        assertBroken(verify(lines, log.checkpoints()), A, 4, "previous hash");
    }

    @Test
    void a_suffix_hashed_again_is_found_by_the_next_checkpoint() throws IOException {
        LogFixture log = LogFixture.small();
        LogFixture other = new LogFixture().rows(A, 2).append(A, changed(log, 3)).rows(A, 2);
        other.rows(B, 3);

        Verification found = verify(other.export(), log.checkpoints());

        assertBroken(found, A, 3, "rows from here to 4 are not those that checkpoint 2 saw");
        assertThat(verify(other.export(), List.of()).ok()).isTrue();
    }

    @Test
    void a_deleted_row_is_found() throws IOException {
        assertExportBroken(lines -> lines.remove(2), A, 3, "missing");
        assertExportBroken(lines -> lines.remove(0), A, 1, "missing");
    }

    @Test
    void rows_out_of_order_are_found() throws IOException {
        assertExportBroken(lines -> lines.add(1, lines.remove(2)), A, 2, "missing");
        assertExportBroken(lines -> lines.add(7, lines.remove(0)), A, 1, "missing");
        assertExportBroken(lines -> lines.add(7, lines.remove(4)), A, 5, "");
    }

    @Test
    void an_inserted_row_is_found() throws IOException {
        assertExportBroken(lines -> lines.add(3, lines.get(2)), A, 4, "inserted");
        assertExportBroken(lines -> lines.add(8, lines.get(4)), A, 5, "inserted");
    }

    @Test
    void a_cut_tail_is_found_by_the_closing_line_and_by_the_checkpoint() throws IOException {
        LogFixture log = LogFixture.small();
        List<String> lines = log.export();
        lines.remove(4);
        assertBroken(verify(lines, List.of()), A, 5, "register");

        LogFixture shorter = new LogFixture().rows(A, 4).rows(B, 3);
        assertBroken(verify(shorter.export(), log.checkpoints()), A, 5, "tail was cut");
        assertThat(verify(shorter.export(), List.of()).ok()).isTrue();
    }

    @Test
    void a_log_rolled_back_and_continued_is_found() throws IOException {
        LogFixture log = LogFixture.small();
        LogFixture restored = new LogFixture().register(B).rows(A, 2).checkpoint();
        restored.append(A, changed(log, 3)).rows(A, 7).rows(B, 9);

        assertBroken(verify(restored.export(), log.checkpoints()), A, 3, "rewritten");
    }

    @Test
    void a_missing_chain_is_found() throws IOException {
        LogFixture log = LogFixture.small();
        LogFixture without = new LogFixture().rows(A, 5);

        assertBroken(verify(without.export(), log.checkpoints()), B, 1, "whole chain is missing");
    }

    @Test
    void a_chain_without_rows_is_no_missing_chain() throws IOException {
        LogFixture log = new LogFixture().register(B).rows(A, 1).checkpoint();

        Verification found = verify(log.export(), log.checkpoints());

        assertThat(found.ok()).isTrue();
        assertThat(found.chains()).extracting(ChainEnd::rows).containsExactly(1L, 0L);
    }

    @Test
    void an_export_that_stops_early_is_found() throws IOException {
        assertExportBroken(lines -> lines.subList(6, 9).clear(), B, 2, "closing line");

        Verification empty = verify(List.of(), List.of());
        assertThat(empty.firstBroken().orElseThrow().what()).contains("empty");
    }

    @Test
    void a_closing_line_that_counts_otherwise_is_found() throws IOException {
        LogFixture log = LogFixture.small();
        List<String> lines = log.export();
        lines.set(8, log.closing(9));
        assertThat(what(verify(lines, List.of()))).contains("counts 9 rows, not 8");

        List<String> more = log.export();
        more.add(more.get(0));
        assertThat(what(verify(more, List.of()))).contains("follows the closing line");

        LogFixture onlyA = new LogFixture().rows(A, 5);
        List<String> unknown = log.export();
        unknown.set(8, onlyA.closing(8));
        assertBroken(verify(unknown, List.of()), B, 1, "does not know");
    }

    @Test
    void a_payload_that_is_not_canonical_is_found_though_its_hash_fits() throws IOException {
        String canonical =
                new String(
                        LogFixture.canonical(new LogFixture().register(A).event(A)),
                        StandardCharsets.UTF_8);
        for (String other :
                List.of(
                        canonical.replace(",", ", "),
                        canonical.replace("HOLD", "\\u0048OLD"),
                        canonical.replaceFirst(",\"v\":1", "").replaceFirst("\\{", "{\"v\":1,"),
                        canonical.replace("1000", "1e3"),
                        canonical.replace("1000", "null"),
                        canonical.replace("1000", "9223372036854775808"),
                        canonical.replace("\"v\":1", "\"v\":1,\"v\":1"),
                        canonical.replace("\"v\":1", "\"v\":2"),
                        canonical.replace("\"v\":1", "\"v\":1,\"w\":1"),
                        canonical.replace("\"seq\":1", "\"seq\":2"),
                        canonical.replace(A, B),
                        canonical.replace("\"kind\"", "\"actor\":\"ana\",\"kind\""),
                        canonical + " ",
                        "[]")) {
            LogFixture log =
                    new LogFixture().appendBytes(A, other.getBytes(StandardCharsets.UTF_8));
            assertBroken(verify(log.export(), List.of()), A, 1, "its payload is wrong");
        }
    }

    @Test
    void a_falling_epoch_is_found() throws IOException {
        LogFixture log = new LogFixture().register(A).epoch(A, 3).rows(A, 2).epoch(A, 2).rows(A, 1);

        assertBroken(verify(log.export(), List.of()), A, 3, "epoch falls from 3 to 2");
    }

    @Test
    void a_forged_checkpoint_is_found() throws IOException {
        LogFixture log = LogFixture.small();
        List<String> tampered = log.checkpoints();
        tampered.set(1, tampered.get(1).replaceFirst("\"signature\":\"..", "\"signature\":\"AA"));
        assertCheckpointBroken(log, tampered, 2, "signature does not match");

        LogFixture forged = new LogFixture(TestKey.TWO).rows(A, 5).checkpoint();
        assertCheckpointBroken(log, forged.checkpoints(), 1, "not the key given");
    }

    @Test
    void a_checkpoint_taken_out_or_replaced_is_found() throws IOException {
        LogFixture log = LogFixture.small();
        List<String> gap = log.checkpoints();
        gap.remove(1);
        assertCheckpointBroken(log, gap, 2, "missing");

        List<String> swapped = log.checkpoints();
        swapped.set(0, new LogFixture().register(B).rows(A, 1).checkpoint().checkpoints().get(0));
        assertCheckpointBroken(log, swapped, 2, "does not link");
    }

    @Test
    void checkpoints_that_go_back_are_found() throws IOException {
        LogFixture log = new LogFixture().rows(A, 3).checkpoint();
        log.chain(A).seq = 1;
        log.checkpoint();

        assertBroken(verify(log.export(), log.checkpoints()), A, 2, "rolled back");
    }

    @Test
    void what_was_not_checked_is_noted() throws IOException {
        LogFixture log = LogFixture.small();

        assertThat(verify(log.export(), List.of()).notes())
                .singleElement()
                .asString()
                .contains("no checkpoints");

        Verification withoutKey =
                AuditVerifier.verify(
                        Optional.of(source(log.checkpoints(), "\n")),
                        source(log.export(), "\n"),
                        TrustedKeys.none());
        assertThat(withoutKey.ok()).isTrue();
        assertThat(withoutKey.signaturesChecked()).isFalse();
        assertThat(withoutKey.notes()).singleElement().asString().contains("not checked");

        List<String> rotated = log.checkpoints();
        rotated.remove(0);
        assertThat(verify(log.export(), rotated).notes())
                .containsExactly("the checkpoints begin with number 2");
    }

    @Test
    void an_unfinished_last_checkpoint_line_is_left_out() throws IOException {
        LogFixture log = LogFixture.small();
        List<String> lines = log.checkpoints();
        lines.add(lines.get(2).substring(0, 40));

        Verification found =
                AuditVerifier.verify(
                        Optional.of(source(lines, "")),
                        source(log.export(), ""),
                        TrustedKeys.parse(List.of(LogFixture.PUBLIC_KEY)));

        assertThat(found.ok()).isTrue();
        assertThat(found.checkpoints()).isEqualTo(3);
        assertThat(found.notes()).singleElement().asString().contains("incomplete");
        assertThat(what(verify(log.export(), lines))).contains("cannot be read");
    }

    private static Map<String, Object> changed(LogFixture log, long seq) {
        Map<String, Object> event = log.event(A);
        event.put("seq", seq);
        event.put("data", Map.of("amount_nanos", 7L));
        return event;
    }

    private static void edit(List<String> lines, int index, String from, String to) {
        assertThat(lines.get(index)).contains(from);
        // keeps the length a multiple of four: one character more, one less
        lines.set(
                index,
                lines.get(index)
                        .replace(from, to)
                        .replaceFirst("(\"payload\":\"[^\"]*)[A-Za-z0-9](=*\"})$", "$1$2"));
    }

    private static void assertExportBroken(
            Consumer<List<String>> tamper, String chain, long seq, String what) throws IOException {
        LogFixture log = LogFixture.small();
        List<String> lines = log.export();
        tamper.accept(lines);
        assertBroken(verify(lines, log.checkpoints()), chain, seq, what);
    }

    private static void assertCheckpointBroken(
            LogFixture log, List<String> checkpoints, long number, String what) throws IOException {
        Broken broken = verify(log.export(), checkpoints).firstBroken().orElseThrow();
        assertThat(broken.checkpoint()).hasValue(number);
        assertThat(broken.what()).contains(what);
    }

    private static void assertBroken(Verification found, String chain, long seq, String what) {
        Broken broken = found.firstBroken().orElseThrow();
        assertThat(broken.chain()).hasValue(chain);
        assertThat(broken.seq()).hasValue(seq);
        assertThat(broken.what()).contains(what);
    }

    private static String what(Verification found) {
        return found.firstBroken().orElseThrow().what();
    }

    private static Verification verify(List<String> export, List<String> checkpoints)
            throws IOException {
        return AuditVerifier.verify(
                Optional.of(source(checkpoints, "\n")),
                source(export, "\n"),
                TrustedKeys.parse(List.of(LogFixture.PUBLIC_KEY)));
    }

    private static Source source(List<String> lines, String end) {
        String text = String.join("\n", lines) + (lines.isEmpty() ? "" : end);
        return () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}

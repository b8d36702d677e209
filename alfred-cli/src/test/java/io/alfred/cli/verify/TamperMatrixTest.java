package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody can do to the log who owns the database, and who finds out: a verifier with the
 * export alone, and one with the checkpoints that were signed before.
 *
 * <p>The log has chain A with five rows and chain B with three; checkpoints saw A at rows 2, 4 and
 * 5, B at 0, 2 and 3. {@code nothing} in the second column is what checkpoints are for; in the
 * third, what no checkpoint has seen.
 */
class TamperMatrixTest {
    private static final String A = LogFixture.A;
    private static final String B = LogFixture.B;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    EDIT_A_PAYLOAD                 | A row 3 | A row 3
                    EDIT_A_ROW_AND_ITS_HASH        | A row 4 | A row 4
                    EDIT_THE_LAST_ROW_AND_ITS_HASH | A row 5 | A row 5
                    DELETE_THE_FIRST_ROW           | A row 1 | A row 1
                    DELETE_A_ROW                   | A row 3 | A row 3
                    REORDER                        | A row 2 | A row 2
                    MOVE_TO_ANOTHER_CHAIN          | B row 4 | B row 4
                    INSERT_A_COPY                  | A row 4 | A row 4
                    INSERT_A_LINKED_ROW            | A row 5 | A row 3
                    FORGE_AN_APPEND                | A row 6 | A row 6
                    FORGE_AN_APPEND_AND_THE_HEAD   | nothing | nothing
                    CUT_THE_TAIL                   | A row 5 | A row 5
                    CUT_THE_TAIL_AND_THE_HEAD      | nothing | A row 5
                    ROLL_BACK_AND_GO_ON            | nothing | A row 3
                    REWRITE_THE_SUFFIX             | nothing | A row 3
                    REWRITE_THE_LAST_ROW           | nothing | A row 5
                    REWRITE_EVERYTHING             | nothing | A row 1
                    LOWER_THE_EPOCH                | A row 4 | A row 4
                    REMOVE_A_CHAIN                 | nothing | B row 1
                    EMPTY_THE_LOG                  | nothing | A row 1
                    CUT_THE_EXPORT                 | B row 2 | B row 2
                    """)
    void every_change_is_named_or_known_to_be_invisible(
            Attack attack, String without, String withCheckpoints) throws IOException {
        LogFixture log = LogFixture.small();
        List<String> tampered = attack.on(log);

        assertThat(verdict(tampered, List.of())).as("without checkpoints").isEqualTo(without);
        assertThat(verdict(tampered, log.checkpoints()))
                .as("with checkpoints")
                .isEqualTo(withCheckpoints);
    }

    enum Attack {
        EDIT_A_PAYLOAD {
            @Override
            List<String> on(LogFixture log) {
                return line(
                        log,
                        2,
                        log.export().get(2).replace("\"payload\":\"ey", "\"payload\":\"eA"));
            }
        },
        EDIT_A_ROW_AND_ITS_HASH {
            @Override
            List<String> on(LogFixture log) {
                return line(log, 2, rewritten(3).export().get(2));
            }
        },
        EDIT_THE_LAST_ROW_AND_ITS_HASH {
            @Override
            List<String> on(LogFixture log) {
                return line(log, 4, rewritten(5).export().get(4));
            }
        },
        DELETE_THE_FIRST_ROW {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.remove(0);
                return lines;
            }
        },
        DELETE_A_ROW {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.remove(2);
                return lines;
            }
        },
        REORDER {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.add(1, lines.remove(2));
                return lines;
            }
        },
        MOVE_TO_ANOTHER_CHAIN {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.add(8, lines.get(3).replace(A, B));
                return lines;
            }
        },
        INSERT_A_COPY {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.add(3, lines.get(2));
                return lines;
            }
        },
        INSERT_A_LINKED_ROW {
            @Override
            List<String> on(LogFixture log) {
                // the inserted row fits the one before it; the next one then fits neither seq nor
                // link
                return inserted(log, rewrittenFrom(4, 4).export().get(3));
            }
        },
        FORGE_AN_APPEND {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.add(5, LogFixture.small().rows(A, 1).export().get(5));
                return lines;
            }
        },
        FORGE_AN_APPEND_AND_THE_HEAD {
            @Override
            List<String> on(LogFixture log) {
                return LogFixture.small().rows(A, 1).export();
            }
        },
        CUT_THE_TAIL {
            @Override
            List<String> on(LogFixture log) {
                List<String> lines = log.export();
                lines.remove(4);
                return lines;
            }
        },
        CUT_THE_TAIL_AND_THE_HEAD {
            @Override
            List<String> on(LogFixture log) {
                return new LogFixture().rows(A, 4).rows(B, 3).export();
            }
        },
        ROLL_BACK_AND_GO_ON {
            @Override
            List<String> on(LogFixture log) {
                return rewrittenFrom(3, 12).export();
            }
        },
        REWRITE_THE_SUFFIX {
            @Override
            List<String> on(LogFixture log) {
                return rewrittenFrom(3, 5).export();
            }
        },
        REWRITE_THE_LAST_ROW {
            @Override
            List<String> on(LogFixture log) {
                return rewrittenFrom(5, 5).export();
            }
        },
        REWRITE_EVERYTHING {
            @Override
            List<String> on(LogFixture log) {
                return rewrittenFrom(1, 5).export();
            }
        },
        LOWER_THE_EPOCH {
            @Override
            List<String> on(LogFixture log) {
                LogFixture other = new LogFixture().rows(A, 2).epoch(A, 2).rows(A, 1);
                return other.epoch(A, 1).rows(A, 2).epoch(A, 2).rows(B, 3).export();
            }
        },
        REMOVE_A_CHAIN {
            @Override
            List<String> on(LogFixture log) {
                return new LogFixture().rows(A, 5).export();
            }
        },
        EMPTY_THE_LOG {
            @Override
            List<String> on(LogFixture log) {
                return new LogFixture().export();
            }
        },
        CUT_THE_EXPORT {
            @Override
            List<String> on(LogFixture log) {
                return log.export().subList(0, 6);
            }
        };

        /** The export of the log after it. */
        abstract List<String> on(LogFixture log);

        private static List<String> line(LogFixture log, int at, String other) {
            List<String> lines = log.export();
            assertThat(lines.set(at, other)).isNotEqualTo(other);
            return lines;
        }

        private static List<String> inserted(LogFixture log, String row) {
            List<String> lines = log.export();
            lines.add(3, row);
            return lines;
        }

        /** The log with one other row, and the same rows after it as far as they can be. */
        private static LogFixture rewritten(int seq) {
            return rewrittenFrom(seq, Math.max(seq, 5));
        }

        /** The log with other rows, rightly hashed, from one on. */
        private static LogFixture rewrittenFrom(int seq, int rows) {
            LogFixture other = new LogFixture().rows(A, seq - 1);
            Map<String, Object> event = other.event(A);
            event.put("data", Map.of("amount_nanos", 7L));
            other.append(A, event).rows(A, rows - seq);
            return other.rows(B, 3);
        }
    }

    private static String verdict(List<String> export, List<String> checkpoints)
            throws IOException {
        Verification found =
                AuditVerifier.verify(
                        checkpoints.isEmpty()
                                ? Optional.empty()
                                : Optional.of(() -> stream(checkpoints)),
                        () -> stream(export),
                        TrustedKeys.parse(List.of(LogFixture.PUBLIC_KEY)));
        return found.firstBroken()
                .map(
                        broken ->
                                (broken.chain().orElse("").equals(A) ? "A" : "B")
                                        + " row "
                                        + broken.seq().orElseThrow())
                .orElse("nothing");
    }

    private static ByteArrayInputStream stream(List<String> lines) {
        List<String> copy = new ArrayList<>(lines);
        return new ByteArrayInputStream((String.join("\n", copy) + "\n").getBytes(UTF_8));
    }
}

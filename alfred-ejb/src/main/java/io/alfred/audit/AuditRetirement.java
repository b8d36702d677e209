package io.alfred.audit;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Takes old months out of the log, once somebody holds a file of them: verify, export, detach.
 *
 * <p>Nothing is deleted. Of each chain the last retired row's hash and tree are kept, so that the
 * log can be verified from there. Errors: {@code CONFLICT} when the log is not as the file says, is
 * broken, or has no such months.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditRetirement {
    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedExecutorService workers;
    @Inject private RetirementStep step;

    /**
     * What left the log.
     *
     * @param tables where the rows still are, until a DBA drops them
     */
    public record Retired(YearMonth before, long rows, String exportSha256, List<String> tables) {}

    /**
     * Writes the rows of the months before this one.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when those months have to stay
     */
    public void export(YearMonth before, OutputStream target) throws IOException {
        requireOld(before);
        try (Snapshot snapshot = Snapshot.open(dataSource)) {
            MonthsExport.write(snapshot.connection(), workers, before, target);
        } catch (SQLException e) {
            throw new IllegalStateException("the months could not be exported", e);
        }
    }

    /**
     * Detaches the months before this one.
     *
     * @param sha256 of the file that {@link #export} wrote: proof that the caller has all of it
     */
    public Retired retire(UUID actorId, YearMonth before, byte[] sha256) {
        requireOld(before);
        MessageDigest digest = Sha256.digest();
        MonthsExport.Result result;
        try (Snapshot snapshot = Snapshot.open(dataSource);
                OutputStream hashed =
                        new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            result = MonthsExport.write(snapshot.connection(), workers, before, hashed);
        } catch (SQLException e) {
            throw new IllegalStateException("the months could not be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written", e);
        }
        requireSound(result, before);
        if (!Arrays.equals(digest.digest(), sha256)) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "the rows before " + before + " are not those of the file with that SHA-256",
                    "export them again: alfred audit retire");
        }
        List<String> tables = step.detach(actorId, before, sha256, result.segments());
        long rows =
                result.segments().stream().mapToLong(s -> s.last().seq() - s.fromSeq() + 1).sum();
        return new Retired(before, rows, HexFormat.of().formatHex(sha256), tables);
    }

    private static void requireSound(MonthsExport.Result result, YearMonth before) {
        result.broken()
                .ifPresent(
                        row -> {
                            throw new AlfredException(
                                    ErrorCode.CONFLICT,
                                    "row "
                                            + row.seq()
                                            + " of chain "
                                            + row.chainId()
                                            + " is broken: "
                                            + row.what(),
                                    "find out who changed it; a broken log is not retired");
                        });
        if (result.segments().isEmpty()) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "the log has no rows before " + before,
                    "name a later month");
        }
    }

    /**
     * Whether months before this one may leave.
     *
     * @throws AlfredException {@code INVALID_REQUEST}
     */
    public void requireOld(YearMonth before) {
        YearMonth latest = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        if (before.isAfter(latest)) {
            throw AlfredException.invalid(
                    "before",
                    "before is " + before + ", but this month and the last one stay in the log",
                    "name " + latest + " or an earlier month");
        }
    }
}

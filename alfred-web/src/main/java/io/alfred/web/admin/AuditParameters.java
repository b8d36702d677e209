package io.alfred.web.admin;

import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditReader;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;

import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;

/** What callers name under {@code /api/audit}, read strictly. */
final class AuditParameters {
    private static final int SHA256_BYTES = 32;

    /** Before it no microsecond is counted. */
    private static final int FIRST_YEAR = 1970;

    private AuditParameters() {}

    static long number(String seq) {
        try {
            return Long.parseLong(seq);
        } catch (NumberFormatException e) {
            throw AlfredException.invalid("seq", "seq is not a number", "send a row's seq");
        }
    }

    static YearMonth month(String text) {
        try {
            YearMonth month = YearMonth.parse(text);
            if (month.getYear() >= FIRST_YEAR) {
                return month;
            }
        } catch (DateTimeParseException e) {
            throw notAMonth();
        }
        throw notAMonth();
    }

    private static AlfredException notAMonth() {
        return AlfredException.invalid(
                "before", "before is not a month since 1970", "write it as 2026-01");
    }

    static String kind(String name) {
        if (Arrays.stream(AuditKind.values()).noneMatch(kind -> kind.name().equals(name))) {
            throw AlfredException.invalid(
                    "kind",
                    "kind is not one of the audit log's",
                    "send one as a row has it, such as HOLD");
        }
        return name;
    }

    static byte[] sha256(String text) {
        try {
            byte[] hash = HexFormat.of().parseHex(text);
            if (hash.length == SHA256_BYTES) {
                return hash;
            }
        } catch (IllegalArgumentException e) {
            throw notASha256();
        }
        throw notASha256();
    }

    private static AlfredException notASha256() {
        return AlfredException.invalid(
                "export_sha256",
                "export_sha256 is not a SHA-256",
                "send the 64 hex digits of the export's SHA-256");
    }

    static String text(AuditReader.Cursor place) {
        return place.atMicros() + "_" + place.chainId() + "_" + place.seq();
    }

    static AuditReader.Cursor cursor(String text) {
        String[] parts = text.split("_", -1);
        try {
            if (parts.length == 3) {
                return new AuditReader.Cursor(
                        Long.parseLong(parts[0]),
                        Ids.parse("after", parts[1]),
                        Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw notACursor();
        }
        throw notACursor();
    }

    private static AlfredException notACursor() {
        return AlfredException.invalid(
                "after", "after is not a cursor", "send the value of next of the page before");
    }
}

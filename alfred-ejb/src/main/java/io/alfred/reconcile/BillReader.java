package io.alfred.reconcile;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.LedgerOperation;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads a bill from CSV with a header line. Columns are found by name: {@code date}, {@code model},
 * {@code amount_usd}, and, where the bill has them, {@code transaction_id} and {@code provider};
 * others are not looked at.
 */
final class BillReader {
    /** Lines of a bill; they are kept in memory while it is compared. */
    static final int BILL_LINES_MAX = 500_000;

    private static final int BUFFER_CHARS = 1 << 16;
    private static final int NAME_CHARS_MAX = 200;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final CsvRecords records;
    private final Terms terms;
    private final Map<String, String> shared = new HashMap<>();
    private final Map<BillLine.Group, BillLine.Group> groups = new HashMap<>();
    private Map<String, Integer> columns = Map.of();
    private int width;

    /**
     * What the bill itself does not say.
     *
     * @param provider of all lines
     * @param creditsPerUsd the rate of amounts
     * @param today the last day that can have been billed, with a day's grace for clocks
     */
    record Terms(Optional<String> provider, BigDecimal creditsPerUsd, LocalDate today) {}

    private BillReader(CsvRecords records, Terms terms) {
        this.records = records;
        this.terms = terms;
    }

    /**
     * Reads the whole bill.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with line and column, {@code
     *     REQUEST_TOO_LARGE}
     */
    static ProviderBill read(InputStream csv, Terms terms) {
        InputStreamReader text =
                new InputStreamReader(new BoundedBytes(csv), StandardCharsets.UTF_8.newDecoder());
        CsvRecords records = new CsvRecords(new BufferedReader(text, BUFFER_CHARS));
        return new BillReader(records, terms).read();
    }

    private ProviderBill read() {
        List<String> header =
                records.next()
                        .orElseThrow(
                                () ->
                                        new AlfredException(
                                                ErrorCode.INVALID_REQUEST,
                                                "the bill is empty",
                                                "send CSV with a header line"));
        columns = columns(header);
        width = header.size();
        ProviderBill bill = new ProviderBill();
        for (Optional<List<String>> record = records.next();
                record.isPresent();
                record = records.next()) {
            if (bill.lines() == BILL_LINES_MAX) {
                throw tooLarge("the bill has more than " + BILL_LINES_MAX + " lines");
            }
            bill.add(line(record.get()));
        }
        if (bill.lines() == 0) {
            throw new AlfredException(
                    ErrorCode.INVALID_REQUEST,
                    "the bill has a header and no lines",
                    "send the lines too: nothing can be concluded from an empty bill");
        }
        return bill;
    }

    private Map<String, Integer> columns(List<String> header) {
        Map<String, Integer> found = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i).strip().toLowerCase(Locale.ROOT);
            if (found.putIfAbsent(name, i) != null) {
                throw refused(name, "the column " + name + " is there twice", "name each once");
            }
        }
        for (String name : List.of("date", "model", "amount_usd")) {
            if (!found.containsKey(name)) {
                throw refused(
                        name,
                        "there is no column " + name,
                        "the header must name date, model and amount_usd; transaction_id and"
                                + " provider where the bill has them");
            }
        }
        if (terms.provider().isEmpty() && !found.containsKey("provider")) {
            throw refused("provider", "the provider is not named", "give --provider NAME");
        }
        return found;
    }

    private BillLine line(List<String> fields) {
        if (fields.size() != width) {
            throw refused(
                    "",
                    "there are " + fields.size() + " columns, the header has " + width,
                    "quote fields that contain commas");
        }
        Optional<String> id =
                columns.containsKey("transaction_id")
                        ? Optional.of(field(fields, "transaction_id")).filter(s -> !s.isEmpty())
                        : Optional.empty();
        Optional<UUID> txId = id.filter(s -> ID.matcher(s).matches()).map(UUID::fromString);
        BillLine.Group group =
                groups.computeIfAbsent(
                        new BillLine.Group(provider(fields), model(fields), day(fields)),
                        same -> same);
        Credits amount = amount(fields, id.isPresent());
        return new BillLine(
                records.line(), txId, txId.isPresent() ? Optional.empty() : id, group, amount);
    }

    private String provider(List<String> fields) {
        if (!columns.containsKey("provider")) {
            return terms.provider().orElseThrow();
        }
        String provider = name(fields, "provider");
        terms.provider()
                .filter(only -> !only.equals(provider))
                .ifPresent(
                        only -> {
                            throw refused(
                                    "provider",
                                    "the line is of provider " + provider + ", not " + only,
                                    "leave --provider out, or send that provider's lines only");
                        });
        return provider;
    }

    /** As Alfred names it, with or without the provider before it. */
    private String model(List<String> fields) {
        String model = name(fields, "model");
        String prefix = provider(fields) + "/";
        return shared(
                model.startsWith(prefix) && model.length() > prefix.length()
                        ? model.substring(prefix.length())
                        : model);
    }

    private LocalDate day(List<String> fields) {
        String text = field(fields, "date");
        try {
            if (DAY.matcher(text).matches()) {
                LocalDate day = LocalDate.parse(text);
                if (day.isAfter(terms.today().plusDays(1))) {
                    throw refused("date", "the date lies in the future", "check the date");
                }
                return day;
            }
        } catch (DateTimeParseException e) {
            throw notADay(e);
        }
        throw notADay(null);
    }

    private AlfredException notADay(@Nullable Throwable cause) {
        AlfredException error =
                refused("date", "date is not a day such as 2026-11-24", "write YYYY-MM-DD, in UTC");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }

    private Credits amount(List<String> fields, boolean perCall) {
        String text = field(fields, "amount_usd");
        if (text.startsWith("-")) {
            throw refused(
                    "amount_usd",
                    "amount_usd is negative",
                    "leave credit notes out: refund a call with `alfred ledger refund`");
        }
        if (!AMOUNT.matcher(text).matches()) {
            throw refused(
                    "amount_usd",
                    "amount_usd is not a decimal number with at most nine places",
                    "write for example 0.000125");
        }
        BigDecimal nanos =
                new BigDecimal(text)
                        .multiply(terms.creditsPerUsd())
                        .movePointRight(Credits.SCALE)
                        .setScale(0, RoundingMode.CEILING);
        long most = perCall ? LedgerOperation.HOLD_MAX_NANOS : LedgerOperation.ALLOTTED_MAX_NANOS;
        if (nanos.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw refused(
                    "amount_usd",
                    "amount_usd is more than "
                            + Credits.ofNanos(most)
                            + " credits, which no "
                            + (perCall ? "call" : "model and day")
                            + " can cost",
                    "check the amount");
        }
        return Credits.ofNanos(nanos.longValueExact());
    }

    private String name(List<String> fields, String column) {
        String name = field(fields, column);
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
            throw refused(
                    column,
                    column + " is empty or longer than " + NAME_CHARS_MAX + " characters",
                    "name it in every line");
        }
        return shared(name);
    }

    /** A bill repeats a few names very often. */
    private String shared(String name) {
        return shared.computeIfAbsent(name, same -> same);
    }

    private String field(List<String> fields, String column) {
        Integer at = columns.get(column);
        return at == null ? "" : fields.get(at).strip();
    }

    private AlfredException refused(String column, String what, String fix) {
        String message = "line " + records.line() + ": " + what;
        return column.isEmpty()
                ? new AlfredException(ErrorCode.INVALID_REQUEST, message, fix)
                : AlfredException.invalid(column, message, fix);
    }

    static AlfredException tooLarge(String what) {
        return new AlfredException(
                ErrorCode.REQUEST_TOO_LARGE, what, "split it by days or by provider");
    }
}

package io.alfred.reconcile;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV as RFC 4180 describes it, and nothing that merely resembles it: commas, quotes doubled
 * inside quotes, lines ended by LF or CRLF, UTF-8 with or without a byte order mark.
 *
 * <p>Why not lenient: a quote that is guessed wrong moves amounts into other columns.
 */
final class CsvRecords {
    /** UTF-16 units of one field. */
    static final int FIELD_CHARS_MAX = 1_000;

    /** Fields of one record. */
    static final int FIELDS_MAX = 100;

    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Reader text;
    private int next;
    private int line = 1;
    private int recordLine = 1;

    CsvRecords(Reader text) {
        this.text = text;
        advance();
        if (next == BYTE_ORDER_MARK) {
            advance();
        }
    }

    /** The line on which the last record began. */
    int line() {
        return recordLine;
    }

    /**
     * The next record that is not an empty line; empty at the end.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the line
     */
    Optional<List<String>> next() {
        while (next == '\n' || next == '\r') {
            endLine();
        }
        if (next == END) {
            return Optional.empty();
        }
        recordLine = line;
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (next == ',') {
            advance();
            fields.add(field());
            if (fields.size() > FIELDS_MAX) {
                throw broken("there are more than " + FIELDS_MAX + " columns");
            }
        }
        if (next != END) {
            endLine();
        }
        return Optional.of(fields);
    }

    private String field() {
        return next == '"' ? quoted() : plain();
    }

    private String plain() {
        StringBuilder field = new StringBuilder();
        while (next != ',' && next != '\n' && next != '\r' && next != END) {
            if (next == '"') {
                throw broken("a quote stands inside an unquoted field");
            }
            take(field);
        }
        return field.toString();
    }

    private String quoted() {
        StringBuilder field = new StringBuilder();
        advance();
        while (true) {
            if (next == END) {
                throw broken("a quote is not closed");
            }
            if (next == '"') {
                advance();
                if (next != '"') {
                    break;
                }
            }
            if (next == '\n') {
                line++;
            }
            take(field);
        }
        if (next != ',' && next != '\n' && next != '\r' && next != END) {
            throw broken("text follows a closing quote");
        }
        return field.toString();
    }

    private void take(StringBuilder field) {
        if (next < ' ' && next != '\t' && next != '\n' && next != '\r') {
            throw broken("there is a control character");
        }
        if (field.length() == FIELD_CHARS_MAX) {
            throw broken("a field is longer than " + FIELD_CHARS_MAX + " characters");
        }
        field.append((char) next);
        advance();
    }

    private void endLine() {
        if (next == '\r') {
            advance();
            if (next != '\n') {
                throw broken("a carriage return stands alone");
            }
        }
        line++;
        advance();
    }

    private void advance() {
        try {
            next = text.read();
        } catch (CharacterCodingException e) {
            throw broken("there are bytes that are not UTF-8");
        } catch (IOException e) {
            throw new AlfredException(
                    ErrorCode.INVALID_REQUEST, "the bill broke off", "send it again", e);
        }
    }

    private AlfredException broken(String what) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST,
                "line " + line + ": " + what,
                "send CSV as RFC 4180 describes it, in UTF-8");
    }
}

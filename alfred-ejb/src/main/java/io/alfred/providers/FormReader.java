package io.alfred.providers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the parts of one form in its bytes. */
final class FormReader {
    /** Most bytes of the headers of one part. */
    static final int HEADER_BYTES_MAX = 8 * 1024;

    /** The field that is a file at every endpoint that takes one. */
    private static final String FILE = "file";

    /** Names without escapes; a file's name may hold anything but a line end. */
    private static final Pattern DISPOSITION =
            Pattern.compile(
                    "form-data\\s*;\\s*name=(?:\"([\\w.\\[\\]-]{1,100})\"|([\\w.-]{1,100}))"
                        + "(\\s*;\\s*filename=(?:\"(?:[^\"\\\\]++|\\\\.){0,500}+\"|[^\\s;\"]+))?"
                        + "(\\s*;\\s*filename\\*=[\\w'%.+-]+)?\\s*",
                    Pattern.CASE_INSENSITIVE);

    private static final Set<String> PLAIN_ENCODINGS = Set.of("binary", "8bit", "7bit");

    private final byte[] body;
    private final byte[] delimiter;
    private int at;

    /**
     * @param delimiter two hyphens and the boundary
     */
    FormReader(byte[] body, byte[] delimiter) {
        this.body = body;
        this.delimiter = delimiter;
    }

    List<FormPart> parts() {
        if (!isAt(0, delimiter)) {
            throw MultipartForm.malformed("it does not begin with its boundary");
        }
        at = delimiter.length;
        List<FormPart> parts = new ArrayList<>();
        while (!closed()) {
            if (parts.size() == MultipartForm.PARTS_MAX) {
                throw MultipartForm.malformed("it has more than 64 parts");
            }
            parts.add(part());
        }
        return List.copyOf(parts);
    }

    /** Right after a delimiter: whether it was the last one, and nothing follows. */
    private boolean closed() {
        if (isText(at, "\r\n")) {
            at += 2;
            return false;
        }
        boolean last =
                isText(at, "--")
                        && (at + 2 == body.length
                                || (at + 4 == body.length && isText(at + 2, "\r\n")));
        if (!last) {
            throw MultipartForm.malformed("a boundary is followed by something else");
        }
        return true;
    }

    private FormPart part() {
        Headers headers = headers();
        int start = at;
        int end = end(start);
        at = end + 2 + delimiter.length;
        Matcher disposition = DISPOSITION.matcher(headers.disposition());
        if (!disposition.matches()) {
            throw MultipartForm.malformed("a part has no plain name");
        }
        String name = disposition.group(1) == null ? disposition.group(2) : disposition.group(1);
        // Some SDKs send the bytes of a file without a name of it.
        boolean file =
                name.equals(FILE) || disposition.group(3) != null || disposition.group(4) != null;
        if (!file && !headers.plainText()) {
            throw MultipartForm.malformed("field \"" + name + "\" is encoded");
        }
        return new FormPart(name, file, start, end);
    }

    /** Where the content ends: before the line end that belongs to the next delimiter. */
    private int end(int start) {
        for (int i = start; i + 2 + delimiter.length <= body.length; i++) {
            if (body[i] == '\r' && body[i + 1] == '\n' && isAt(i + 2, delimiter)) {
                return i;
            }
        }
        throw MultipartForm.malformed("it has no closing boundary");
    }

    private record Headers(String disposition, String type, String encoding) {
        boolean plainText() {
            boolean charset =
                    !type.contains("charset")
                            || type.matches(".*charset=\"?(utf-8|us-ascii)\"?\\s*");
            return charset && (encoding.isEmpty() || PLAIN_ENCODINGS.contains(encoding));
        }
    }

    private Headers headers() {
        String disposition = "";
        String type = "";
        String encoding = "";
        Set<String> seen = new HashSet<>();
        int limit = at + HEADER_BYTES_MAX;
        String line = line(limit);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            String name = colon < 1 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (!name.matches("[a-z0-9-]+") || !seen.add(name)) {
                throw MultipartForm.malformed("a part has a header that is not plain");
            }
            String value = line.substring(colon + 1).strip();
            switch (name) {
                case "content-disposition" -> disposition = value;
                case "content-type" -> type = value.toLowerCase(Locale.ROOT);
                case "content-transfer-encoding" -> encoding = value.toLowerCase(Locale.ROOT);
                default -> {}
            }
            line = line(limit);
        }
        return new Headers(disposition, type, encoding);
    }

    /** The next line without its end; a bare CR or LF is no line end. */
    private String line(int limit) {
        int end = at;
        while (end < body.length && end < limit && body[end] != '\r' && body[end] != '\n') {
            end++;
        }
        if (end >= limit || !isText(end, "\r\n")) {
            throw MultipartForm.malformed("the headers of a part do not end");
        }
        String line = new String(body, at, end - at, StandardCharsets.UTF_8);
        at = end + 2;
        return line;
    }

    private boolean isText(int from, String text) {
        return isAt(from, text.getBytes(StandardCharsets.US_ASCII));
    }

    private boolean isAt(int from, byte[] bytes) {
        if (from + bytes.length > body.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (body[from + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}

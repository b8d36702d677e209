package io.alfred.providers.http;

import java.nio.charset.StandardCharsets;

/**
 * One server-sent event.
 *
 * @param raw its exact bytes, blank line included
 * @param data the lines of its data field, joined by line feeds; empty without any
 * @param tail true when the stream ended in it, so that it may be cut
 */
record SseEvent(byte[] raw, String data, boolean tail) {
    /** That nothing came. */
    static final SseEvent NONE = new SseEvent(new byte[0], "", false);

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    static SseEvent parse(byte[] raw, boolean tail) {
        String text = new String(raw, StandardCharsets.UTF_8);
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        StringBuilder data = new StringBuilder();
        boolean[] first = {true};
        // String.lines() splits at LF, CR and CRLF, as the format says.
        text.lines()
                .filter(line -> line.equals("data") || line.startsWith("data:"))
                .forEach(
                        line -> {
                            data.append(first[0] ? "" : "\n").append(value(line));
                            first[0] = false;
                        });
        return new SseEvent(raw, data.toString(), tail);
    }

    private static String value(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return "";
        }
        return line.startsWith(" ", colon + 1)
                ? line.substring(colon + 2)
                : line.substring(colon + 1);
    }
}

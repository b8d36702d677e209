package io.alfred.web.proxy;

/** How much memory the tree takes that is read from a JSON text, before it is read. */
final class JsonWeight {
    /**
     * Bytes for each bracket, comma or colon outside of strings: the tree of {@code [],[],…} takes
     * some 30 of them, that of small objects with keys of their own some 60.
     */
    static final int VALUE_BYTES = 64;

    private JsonWeight() {}

    /** Bytes of the tree besides its strings; meaningless, but no failure, for other texts. */
    static long of(byte[] json) {
        long values = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte next = json[i];
            if (next == '"') {
                inString = !inString;
            } else if (inString) {
                i += next == '\\' ? 1 : 0;
            } else if (next == ',' || next == '[' || next == '{' || next == ':') {
                values++;
            }
        }
        return values * VALUE_BYTES;
    }
}

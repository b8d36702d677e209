package io.alfred.providers.faces;

/**
 * How far a JSON object that comes in pieces is. Only brackets are counted: it tells whether more
 * has to come, not whether the text is valid.
 */
final class JsonProgress {
    private int depth;
    private boolean begun;
    private boolean inText;
    private boolean escaped;

    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            add(piece.charAt(i));
        }
    }

    private void add(char c) {
        if (escaped) {
            escaped = false;
        } else if (inText) {
            escaped = c == '\\';
            inText = c != '"';
        } else {
            switch (c) {
                case '"' -> inText = true;
                case '{', '[' -> {
                    begun = true;
                    depth++;
                }
                case '}', ']' -> depth--;
                default -> {
                    // what stands between brackets and texts
                }
            }
        }
    }

    boolean complete() {
        return begun && depth <= 0;
    }
}

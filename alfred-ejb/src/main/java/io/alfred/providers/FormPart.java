package io.alfred.providers;

/**
 * One part of a form.
 *
 * @param file whether it carries a file name
 * @param start of its content in the body, bytes
 * @param end of its content, exclusive
 */
record FormPart(String name, boolean file, int start, int end) {
    int length() {
        return end - start;
    }
}

package io.alfred.providers;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the boundary that a Content-Type names. */
final class FormBoundary {
    /** One boundary of RFC 2046 and perhaps a charset; nothing that could name another. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?i:multipart/form-data)\\s*(?:;\\s*(?i:charset)=\"?[\\w.-]{1,40}\"?\\s*)?"
                            + ";\\s*(?i:boundary)="
                            + "(?:([\\w'+.-]{1,70})|\"([\\w'()+,./:=?-]{1,70})\")"
                            + "\\s*(?:;\\s*(?i:charset)=\"?[\\w.-]{1,40}\"?\\s*)?");

    private FormBoundary() {}

    /** The bytes of a delimiter without its line ends: two hyphens and the boundary. */
    static byte[] in(String contentType) {
        Matcher matcher = FORM.matcher(contentType.strip());
        if (!matcher.matches()) {
            throw new AlfredException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "the body is not multipart/form-data with a boundary",
                    "send Content-Type: multipart/form-data; boundary=…");
        }
        String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }
}

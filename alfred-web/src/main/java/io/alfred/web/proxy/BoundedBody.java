package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.io.IOException;
import java.io.InputStream;

/** Reads a request body up to a bound. */
final class BoundedBody {
    /** Bytes of a request body on {@code /v1}: 20 MiB, enough for a dozen inlined images. */
    static final int BODY_BYTES_MAX = 20 * 1024 * 1024;

    private BoundedBody() {}

    /**
     * The whole body.
     *
     * @throws AlfredException {@code REQUEST_TOO_LARGE}, or {@code INVALID_REQUEST} when it breaks
     *     off
     */
    static byte[] read(InputStream body) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(BODY_BYTES_MAX + 1);
        } catch (IOException e) {
            throw brokeOff(e);
        }
        if (bytes.length > BODY_BYTES_MAX) {
            throw new AlfredException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the body is larger than " + BODY_BYTES_MAX + " bytes",
                    "send less, or refer to images by URL");
        }
        return bytes;
    }

    static AlfredException brokeOff(IOException cause) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST, "the body broke off", "send the request again", cause);
    }
}

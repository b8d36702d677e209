package io.alfred.providers.bedrock;

import java.io.IOException;

/** Bytes that are no event stream, or a damaged one. The message quotes none of them. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1L;

    FrameException(String message) {
        super(message);
    }
}

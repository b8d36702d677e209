package io.alfred.providers.http;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A request's body that tells whether all of it was handed over.
 *
 * <p>Before that a provider cannot have served the call, whatever went wrong.
 */
final class SentBody extends AbstractHttpEntity {
    /** Written at a time; between two pieces the client looks for an early answer. */
    static final int PIECE_BYTES = 64 * 1024;

    private final byte[] bytes;
    private volatile boolean handedOver;

    SentBody(byte[] bytes) {
        super((String) null, null, /* chunked= */ false);
        this.bytes = bytes;
    }

    boolean handedOver() {
        return handedOver;
    }

    @Override
    public long getContentLength() {
        return bytes.length;
    }

    @Override
    public InputStream getContent() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
            out.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
        }
        handedOver = true;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public void close() {
        // nothing is open
    }
}

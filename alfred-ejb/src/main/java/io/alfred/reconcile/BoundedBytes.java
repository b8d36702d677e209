package io.alfred.reconcile;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses the byte after the last that may come. */
final class BoundedBytes extends FilterInputStream {
    /** Bytes of a bill: 64 MiB. */
    static final int BILL_BYTES_MAX = 64 * 1024 * 1024;

    private long left = BILL_BYTES_MAX;

    BoundedBytes(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        count(Math.max(count, 0));
        return count;
    }

    private void count(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw BillReader.tooLarge("the bill is larger than " + BILL_BYTES_MAX + " bytes");
        }
    }
}

package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a gzip body of one member (RFC 1952) into the memory that its trailer names, not a byte
 * more.
 *
 * <p>Why not {@code GZIPInputStream}: it takes any number of members, calls itself for each that is
 * empty, and takes rubbish behind the last one for the end.
 */
final class GzipBody {
    /** No packed byte stands for more than this. */
    private static final int RATIO_MAX = 1032;

    private static final int HEAD_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int MAGIC_AND_DEFLATE = 0x00088b1f;
    private static final int HEAD_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int FLAGS_KNOWN = 31;

    private GzipBody() {}

    /**
     * The plain bytes.
     *
     * @throws AlfredException {@code REQUEST_TOO_LARGE}, {@code OVERLOADED}, or {@code
     *     INVALID_REQUEST} when it is not a whole gzip member and nothing else
     */
    static byte[] unpack(byte[] packed, BodyMemory.Room room) {
        if (packed.length < HEAD_BYTES + TRAILER_BYTES) {
            throw broken("is too short");
        }
        ByteBuffer in = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        int start = headEnd(in.slice(0, packed.length - TRAILER_BYTES).order(in.order()));
        long length = Integer.toUnsignedLong(in.getInt(packed.length - Integer.BYTES));
        if (length > (long) RATIO_MAX * packed.length) {
            throw broken("names a length that it cannot have");
        }
        if (length > RequestBody.BODY_BYTES_MAX) {
            throw RequestBody.tooLarge();
        }
        room.growTo(length);
        byte[] plain = new byte[(int) length];
        inflate(in.slice(start, packed.length - TRAILER_BYTES - start), plain);
        CRC32 checksum = new CRC32();
        checksum.update(plain);
        if ((int) checksum.getValue() != in.getInt(packed.length - TRAILER_BYTES)) {
            throw broken("has a wrong checksum");
        }
        return plain;
    }

    /** Where the head ends; what it tells besides is of no use here. */
    private static int headEnd(ByteBuffer head) {
        int flags = head.get(3);
        if ((head.getInt(0) & 0x00ffffff) != MAGIC_AND_DEFLATE || (flags & ~FLAGS_KNOWN) != 0) {
            throw broken("does not begin like one");
        }
        int at = HEAD_BYTES;
        try {
            if ((flags & EXTRA) != 0) {
                at += Short.BYTES + Short.toUnsignedInt(head.getShort(at));
            }
            for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
                while (head.get(at) != 0) {
                    at++;
                }
                at++;
            }
        } catch (IndexOutOfBoundsException e) {
            throw broken("ends within its head");
        }
        at += (flags & HEAD_CHECKSUM) != 0 ? Short.BYTES : 0;
        if (at > head.limit()) {
            throw broken("ends within its head");
        }
        return at;
    }

    private static void inflate(ByteBuffer deflated, byte[] plain) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            int size = 0;
            int count = -1;
            while (count != 0 && size < plain.length) {
                count = inflater.inflate(plain, size, plain.length - size);
                size += count;
            }
            // The end may show only when more is asked for.
            int more = inflater.finished() ? 0 : inflater.inflate(new byte[1]);
            if (size < plain.length || more > 0 || !inflater.finished()) {
                throw broken("does not have the length that it names");
            }
            if (inflater.getRemaining() > 0) {
                throw broken("goes on after its end");
            }
        } catch (DataFormatException e) {
            throw broken("cannot be unpacked");
        } finally {
            inflater.end();
        }
    }

    private static AlfredException broken(String how) {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST,
                "the gzip body " + how,
                "pack it again as one gzip member, or send it plain");
    }
}

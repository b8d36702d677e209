package io.alfred.audit;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Rows in PostgreSQL's binary COPY format, for writing many at once.
 *
 * <p>Why: for hundreds of rows the database spends about half of the time that {@code unnest} of
 * one array per column takes it. A value's Java class decides its type: {@code UUID} uuid, {@code
 * Long} int8, {@code Integer} int4, {@code String} text, {@code Boolean} bool, {@code byte[]}
 * bytea, {@code Instant} timestamptz, a list of ids uuid[], a list of integers int4[]; an empty
 * list is null, as in the ledger. Not safe for use by several threads.
 */
public final class CopyRows implements AutoCloseable {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int NULL = -1;
    private static final int END = -1;
    private static final int UUID_BYTES = 16;
    private static final int UUID_OID = 2950;
    private static final int INT4_OID = 23;

    /** PostgreSQL counts microseconds from here. */
    private static final Instant ZERO = Instant.parse("2000-01-01T00:00:00Z");

    /**
     * Bytes from which on a chunk is closed. Why not all in one: the database works on what has
     * come while the next rows are encoded, and an array of half a megabyte is a burden to the
     * garbage collector.
     */
    private static final int CHUNK_BYTES = 48 << 10;

    private final List<Chunk> closed = new ArrayList<>();
    private byte[] bytes = new byte[CHUNK_BYTES + (CHUNK_BYTES >> 2)];
    private int length;
    private int rows;
    private @Nullable CopyIn copy;

    private record Chunk(byte[] bytes, int length) {}

    public CopyRows() {
        put(HEADER);
    }

    /** How many rows were added. */
    public int size() {
        return rows;
    }

    /**
     * Begins a row of that many columns; as many calls of {@link #value} must follow.
     *
     * @throws SQLException when rows are being sent and the connection broke
     */
    public void begin(int columns) throws SQLException {
        if (length >= CHUNK_BYTES) {
            closeChunk();
        }
        int2(columns);
        rows++;
    }

    /**
     * The next column of the row.
     *
     * @throws IllegalArgumentException for a class of values that this cannot write
     */
    public void value(@Nullable Object value) {
        switch (value) {
            case null -> int4(NULL);
            case UUID id -> {
                int4(UUID_BYTES);
                uuid(id);
            }
            case Long number -> {
                int4(Long.BYTES);
                int8(number);
            }
            case Integer number -> {
                int4(Integer.BYTES);
                int4(number);
            }
            case String text -> sized(text.getBytes(StandardCharsets.UTF_8));
            case Boolean flag -> {
                int4(1);
                room(1);
                bytes[length++] = (byte) (flag ? 1 : 0);
            }
            case byte[] raw -> sized(raw);
            case Instant time -> {
                int4(Long.BYTES);
                int8(ChronoUnit.MICROS.between(ZERO, time));
            }
            case List<?> list -> array(list);
            default -> throw new IllegalArgumentException("no column for " + value.getClass());
        }
    }

    private void closeChunk() throws SQLException {
        CopyIn sending = copy;
        if (sending == null) {
            closed.add(new Chunk(bytes, length));
            bytes = new byte[bytes.length];
        } else {
            sending.writeToCopy(bytes, 0, length);
        }
        length = 0;
    }

    /**
     * Begins to send: the rows there are, and from now on each chunk that is full.
     *
     * @param sql {@code COPY table (columns) FROM STDIN BINARY}
     */
    public void start(Connection connection, String sql) throws SQLException {
        CopyIn sending = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        copy = sending;
        for (Chunk chunk : closed) {
            sending.writeToCopy(chunk.bytes(), 0, chunk.length());
        }
        closed.clear();
        if (length >= CHUNK_BYTES) {
            closeChunk();
        }
    }

    /** Sends what is left of the rows so far, without waiting for the database. */
    public void flush() throws SQLException {
        CopyIn sending = started();
        closeChunk();
        sending.flushCopy();
    }

    /**
     * Ends the sending.
     *
     * @return how many rows the database took
     */
    public long finish() throws SQLException {
        CopyIn sending = started();
        int2(END);
        closeChunk();
        return sending.endCopy();
    }

    private CopyIn started() {
        CopyIn sending = copy;
        if (sending == null) {
            throw new IllegalStateException("nothing is being sent");
        }
        return sending;
    }

    /** Breaks off a sending that was not finished, so that the connection can go on. */
    @Override
    public void close() throws SQLException {
        CopyIn sending = copy;
        if (sending != null && sending.isActive()) {
            sending.cancelCopy();
        }
    }

    private void array(List<?> list) {
        if (list.isEmpty()) {
            int4(NULL);
            return;
        }
        boolean ids = list.getFirst() instanceof UUID;
        int each = ids ? UUID_BYTES : Integer.BYTES;
        int4(5 * Integer.BYTES + list.size() * (Integer.BYTES + each));
        int4(1);
        int4(0);
        int4(ids ? UUID_OID : INT4_OID);
        int4(list.size());
        int4(1);
        for (Object element : list) {
            value(element);
        }
    }

    private void sized(byte[] raw) {
        int4(raw.length);
        put(raw);
    }

    private void put(byte[] raw) {
        room(raw.length);
        System.arraycopy(raw, 0, bytes, length, raw.length);
        length += raw.length;
    }

    private void uuid(UUID id) {
        int8(id.getMostSignificantBits());
        int8(id.getLeastSignificantBits());
    }

    private void int8(long number) {
        int4((int) (number >>> Integer.SIZE));
        int4((int) number);
    }

    private void int4(int number) {
        room(Integer.BYTES);
        bytes[length] = (byte) (number >>> 24);
        bytes[length + 1] = (byte) (number >>> 16);
        bytes[length + 2] = (byte) (number >>> 8);
        bytes[length + 3] = (byte) number;
        length += Integer.BYTES;
    }

    private void int2(int number) {
        room(Short.BYTES);
        bytes[length] = (byte) (number >>> 8);
        bytes[length + 1] = (byte) number;
        length += Short.BYTES;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}

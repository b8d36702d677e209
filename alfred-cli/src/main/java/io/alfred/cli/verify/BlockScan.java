package io.alfred.cli.verify;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Checks all that can be checked of a block of export lines by itself: form, payloads, hashes, the
 * links between its rows.
 *
 * <p>Whatever is not plainly right is left to be read line by line, by the code that knows to say
 * what is wrong. One instance scans one block.
 */
final class BlockScan {
    private static final byte[] CHAIN = ascii("{\"chain\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] PREV_HASH = ascii(",\"prev_hash\":\"");
    private static final byte[] HASH = ascii("\",\"hash\":\"");
    private static final byte[] PAYLOAD = ascii("\",\"payload\":\"");
    private static final byte[] END = ascii("\"}");
    private static final int UUID_CHARS = 36;
    private static final int SEQ_DIGITS_MAX = 18;
    private static final int ROWS_GUESS = 1 << 11;

    private final byte[] block;
    private final int length;
    private final MessageDigest sha256 = Hash.digest();
    private final PayloadScan payloads = new PayloadScan();
    private final List<Run> runs = new ArrayList<>();
    private byte[] payload = new byte[4096];

    // the line that is looked at
    private int chainAt;
    private long seq;
    private final byte[] prevHash = new byte[Hash.BYTES];
    private final byte[] hash = new byte[Hash.BYTES];
    private final byte[] computed = new byte[Hash.BYTES];

    // the run that grows
    private int runFrom;
    private int runChainAt;
    private long runFirstSeq;
    private int rows;
    private byte[] firstPrevHash = new byte[0];
    private byte[] hashes = new byte[ROWS_GUESS * Hash.BYTES];
    private byte[] leaves = new byte[ROWS_GUESS * Hash.BYTES];
    private long[] epochs = new long[ROWS_GUESS];

    private BlockScan(Blocks.Block block) {
        this.block = block.bytes();
        this.length = block.length();
    }

    /** All lines of a block, in their order. */
    static List<Run> of(Blocks.Block block) {
        return new BlockScan(block).scan();
    }

    private List<Run> scan() {
        // searched as a string of bytes, because the JVM does that many bytes at a time
        String text = new String(block, 0, length, StandardCharsets.ISO_8859_1);
        int from = 0;
        while (from < length) {
            int found = text.indexOf('\n', from);
            int to = found < 0 ? length : found;
            if (isPlain(from, to)) {
                append(from);
            } else {
                endRun(from);
                runs.add(Run.lines(from, Math.min(to + 1, length)));
            }
            from = to + 1;
        }
        endRun(length);
        return runs;
    }

    private boolean isPlain(int from, int to) {
        int at = from;
        if (!matches(CHAIN, at, to)) {
            return false;
        }
        chainAt = at + CHAIN.length;
        at = chainAt + UUID_CHARS;
        if (!matches(SEQ, at, to) || !(sameChain() || PayloadScan.isUuid(block, chainAt))) {
            return false;
        }
        at = number(at + SEQ.length, to);
        if (at < 0 || !matches(PREV_HASH, at, to)) {
            return false;
        }
        at = hex(at + PREV_HASH.length, to, prevHash);
        if (at < 0 || !matches(HASH, at, to)) {
            return false;
        }
        at = hex(at + HASH.length, to, hash);
        if (at < 0 || !matches(PAYLOAD, at, to) || !matches(END, to - END.length, to)) {
            return false;
        }
        return fits(at + PAYLOAD.length, to - END.length);
    }

    /** Whether base64 between these places is the payload that the hash was made of. */
    private boolean fits(int from, int to) {
        if (from >= to) {
            return false;
        }
        byte[] base64 = Arrays.copyOfRange(block, from, to);
        if (payload.length < base64.length) {
            payload = new byte[2 * base64.length];
        }
        int bytes;
        try {
            bytes = Base64.getDecoder().decode(base64, payload);
        } catch (IllegalArgumentException e) {
            return false;
        }
        sha256.update(prevHash);
        sha256.update(payload, 0, bytes);
        digest(computed, 0);
        return Arrays.equals(computed, hash)
                && payloads.recognises(payload, bytes, block, chainAt, seq);
    }

    private void append(int from) {
        boolean follows =
                rows > 0
                        && seq == runFirstSeq + rows
                        && sameChain()
                        && Arrays.equals(
                                prevHash,
                                0,
                                Hash.BYTES,
                                hashes,
                                (rows - 1) * Hash.BYTES,
                                rows * Hash.BYTES)
                        && payloads.epoch() >= epochs[rows - 1];
        if (!follows) {
            endRun(from);
            runFrom = from;
            runChainAt = chainAt;
            runFirstSeq = seq;
            firstPrevHash = prevHash.clone();
        }
        if (rows == epochs.length) {
            epochs = Arrays.copyOf(epochs, 2 * rows);
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            leaves = Arrays.copyOf(leaves, 2 * leaves.length);
        }
        System.arraycopy(hash, 0, hashes, rows * Hash.BYTES, Hash.BYTES);
        sha256.update((byte) 0);
        sha256.update(hash);
        digest(leaves, rows * Hash.BYTES);
        epochs[rows] = payloads.epoch();
        rows++;
    }

    /** Whether the line is of the chain of the run that grows. */
    private boolean sameChain() {
        return rows > 0
                && Arrays.equals(
                        block,
                        chainAt,
                        chainAt + UUID_CHARS,
                        block,
                        runChainAt,
                        runChainAt + UUID_CHARS);
    }

    private void endRun(int to) {
        if (rows > 0) {
            runs.add(
                    new Run(
                            runFrom,
                            to,
                            rows,
                            new String(block, runChainAt, UUID_CHARS, StandardCharsets.US_ASCII),
                            runFirstSeq,
                            firstPrevHash,
                            Arrays.copyOf(hashes, rows * Hash.BYTES),
                            Arrays.copyOf(leaves, rows * Hash.BYTES),
                            Arrays.copyOf(epochs, rows)));
            rows = 0;
        }
    }

    /** Reads {@link #seq}; gives the place behind it, -1 if there is no plain number. */
    private int number(int from, int to) {
        long value = 0;
        int at = from;
        while (at < to && block[at] >= '0' && block[at] <= '9' && at - from <= SEQ_DIGITS_MAX) {
            value = 10 * value + block[at++] - '0';
        }
        seq = value;
        int digits = at - from;
        return digits == 0 || digits > SEQ_DIGITS_MAX || block[from] == '0' ? -1 : at;
    }

    /** Reads 64 hex digits; gives the place behind them, -1 if they are others. */
    private int hex(int from, int to, byte[] into) {
        if (from + 2 * Hash.BYTES > to) {
            return -1;
        }
        int wrong = 0;
        for (int i = 0; i < Hash.BYTES; i++) {
            int high = HEX[block[from + 2 * i] & 0xff];
            int low = HEX[block[from + 2 * i + 1] & 0xff];
            wrong |= high | low;
            into[i] = (byte) (high << 4 | low);
        }
        return wrong < 0 ? -1 : from + 2 * Hash.BYTES;
    }

    private static final byte[] HEX = hexValues();

    private static byte[] hexValues() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < 16; i++) {
            values[Character.forDigit(i, 16)] = (byte) i;
        }
        return values;
    }

    private void digest(byte[] into, int at) {
        try {
            sha256.digest(into, at, Hash.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash has 32 bytes", e);
        }
    }

    private boolean matches(byte[] text, int at, int to) {
        return at >= 0
                && at + text.length <= to
                && Arrays.equals(block, at, at + text.length, text, 0, text.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

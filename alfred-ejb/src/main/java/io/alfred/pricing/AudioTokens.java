package io.alfred.pricing;

import io.alfred.catalog.Model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Bounds the tokens that sound in a prompt counts for, by how long so many bytes can play.
 *
 * <p>Only WAV and MP3 have a lowest rate: FLAC, AAC and Ogg shrink silence to almost nothing, so
 * nothing is known about the length of those. What it is, the request's word and its first bytes
 * have to tell alike, as a provider may go by either; and a WAV tells its own rate.
 */
final class AudioTokens {
    /**
     * Tokens of a second. OpenAI: one for 100 ms, published for Realtime (guide Managing costs) and
     * taken for chats by analogy; Google: 32 (Gemini API, Audio understanding). Nobody else
     * publishes a rule for all of its models.
     */
    private static final Map<String, Integer> PER_SECOND =
            Map.of("openai", 10, "google", 32, "google-vertex", 32);

    /** What the provider may put around each piece of sound. */
    private static final int MARGIN_TOKENS = 16;

    /** Where the samples of a WAV begin that has nothing but its format before them. */
    private static final int WAV_HEADER_BYTES = 40;

    private static final int WAV_FORMAT_BYTES = 16;
    private static final int WAV_INTEGERS = 1;
    private static final int WAV_FLOATS = 3;
    private static final int ID3_HEADER_BYTES = 10;

    /** Longer titles are not read. */
    private static final int ID3_BYTES_MAX = 1024 * 1024;

    private static final int MP3_HEADER_BYTES = 3;

    private AudioTokens() {}

    /**
     * Most tokens; empty where nothing but the model's context bounds them.
     *
     * @param format what the request calls it
     */
    static OptionalLong most(Model model, String base64, String format) {
        Integer perSecond = PER_SECOND.get(model.provider());
        if (perSecond == null || !hasLowestRate(base64, format)) {
            return OptionalLong.empty();
        }
        long bytes = Math.ceilDiv(base64.length() * 3L, 4);
        long seconds = Math.ceilDiv(bytes, MediaBound.AUDIO_BYTES_PER_SECOND_MIN);
        return OptionalLong.of(seconds * perSecond + MARGIN_TOKENS);
    }

    private static boolean hasLowestRate(String base64, String format) {
        byte[] head = start(base64, WAV_HEADER_BYTES);
        return switch (format) {
            case "wav" -> isPlainWav(head);
            case "mp3" -> isMp3Frame(text(head, 0, "ID3") ? afterTag(base64, head) : head);
            default -> false;
        };
    }

    /**
     * Samples that are not compressed, in so many bytes a second, with the format first and nothing
     * between them. Channels times bits is what a decoder plays by, so the block's size has to say
     * the same.
     */
    private static boolean isPlainWav(byte[] head) {
        boolean plain =
                text(head, 0, "RIFF")
                        && text(head, 8, "WAVEfmt ")
                        && text(head, WAV_HEADER_BYTES - 4, "data");
        if (!plain) {
            return false;
        }
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int format = Short.toUnsignedInt(fields.getShort(20));
        long channels = Short.toUnsignedLong(fields.getShort(22));
        long samples = Integer.toUnsignedLong(fields.getInt(24));
        long bits = Short.toUnsignedLong(fields.getShort(34));
        long bytesOfSample = channels * bits / 8;
        return fields.getInt(16) == WAV_FORMAT_BYTES
                && (format == WAV_INTEGERS || format == WAV_FLOATS)
                && bits % 8 == 0
                && bytesOfSample == Short.toUnsignedLong(fields.getShort(32))
                && samples * bytesOfSample >= MediaBound.AUDIO_BYTES_PER_SECOND_MIN;
    }

    /** What follows the titles before an MP3 (ID3v2.4, section 3.1), which may be any format. */
    private static byte[] afterTag(String base64, byte[] head) {
        if (head.length < ID3_HEADER_BYTES) {
            return new byte[0];
        }
        int size = 0;
        for (int i = 6; i < ID3_HEADER_BYTES; i++) {
            if (head[i] < 0) {
                return new byte[0];
            }
            size = size << 7 | head[i];
        }
        int end = ID3_HEADER_BYTES + size;
        byte[] read = size > ID3_BYTES_MAX ? new byte[0] : start(base64, end + MP3_HEADER_BYTES);
        return read.length < end ? new byte[0] : Arrays.copyOfRange(read, end, read.length);
    }

    /**
     * Eleven bits of ones, a version, layer III (AAC has layer bits of zero there), one of the
     * steady rates, of which 8 kbit/s is the lowest, and a frequency.
     */
    private static boolean isMp3Frame(byte[] frame) {
        return frame.length >= MP3_HEADER_BYTES
                && (frame[0] & 0xFF) == 0xFF
                && (frame[1] & 0xE6) == 0xE2
                && (frame[1] & 0x18) != 0x08
                && (frame[2] & 0xF0) != 0
                && (frame[2] & 0xF0) != 0xF0
                && (frame[2] & 0x0C) != 0x0C;
    }

    private static boolean text(byte[] bytes, int at, String letters) {
        return bytes.length >= at + letters.length()
                && new String(bytes, at, letters.length(), StandardCharsets.ISO_8859_1)
                        .equals(letters);
    }

    /**
     * The first so many bytes that base64 stands for; fewer at its end. None where anything else
     * stands among it, as decoders that skip that find other bytes at the same place.
     */
    private static byte[] start(String base64, int count) {
        int end = Math.min(base64.length(), Math.ceilDiv(count, 3) * 4);
        try {
            byte[] read = Base64.getDecoder().decode(base64.substring(0, end));
            return Arrays.copyOf(read, Math.min(read.length, count));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}

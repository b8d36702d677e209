package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

class GzipBodyTest {
    private static final long MEMORY_BYTES = 64L * 1024 * 1024;

    private final BodyMemory memory = new BodyMemory(MEMORY_BYTES);

    private static byte[] pack(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private byte[] unpack(byte[] packed) {
        try (BodyMemory.Room room = memory.room()) {
            return GzipBody.unpack(packed, room);
        }
    }

    private AlfredException refusal(byte[] packed) {
        return catchThrowableOfType(AlfredException.class, () -> unpack(packed));
    }

    private void assertBroken(byte[] packed, String how) {
        assertThat(refusal(packed).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(packed).message()).isEqualTo("the gzip body " + how);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1_000, 65_536, 1_000_000})
    void what_was_packed_comes_out(int bytes) {
        byte[] plain = new byte[bytes];
        SplittableRandom random = new SplittableRandom(bytes);
        for (int i = 0; i < bytes; i++) {
            plain[i] = (byte) random.nextInt(16);
        }
        assertThat(unpack(pack(plain))).isEqualTo(plain);
    }

    @Test
    void everything_a_head_may_tell_is_passed_over() {
        byte[] packed = pack(text("hello"));
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        told.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 31, 0, 0, 0, 0, 0, 3});
        told.writeBytes(new byte[] {2, 0, 'x', 'x', 'n', 0, 'c', 0, 7, 7});
        told.writeBytes(Arrays.copyOfRange(packed, 10, packed.length));

        assertThat(unpack(told.toByteArray())).isEqualTo(text("hello"));
    }

    @Test
    void a_head_that_does_not_end_is_refused() {
        byte[] packed = pack(text("hello"));
        packed[3] = 8;
        byte[] endless = Arrays.copyOf(packed, 18);
        Arrays.fill(endless, 10, 14, (byte) 'a');
        System.arraycopy(packed, packed.length - 4, endless, 14, 4);

        assertBroken(endless, "ends within its head");
    }

    @Test
    void the_largest_body_comes_out_and_one_byte_more_does_not() {
        assertThat(unpack(pack(new byte[RequestBody.BODY_BYTES_MAX])))
                .hasSize(RequestBody.BODY_BYTES_MAX);
        assertThat(refusal(pack(new byte[RequestBody.BODY_BYTES_MAX + 1])).code())
                .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void a_bomb_that_understates_its_length_is_refused_at_that_length() {
        byte[] bomb = pack(new byte[10_000_000]);
        byte[] small = pack(new byte[100]);
        System.arraycopy(small, small.length - 4, bomb, bomb.length - 4, 4);

        assertBroken(bomb, "does not have the length that it names");
    }

    @Test
    void a_length_that_no_such_body_can_have_takes_no_memory() {
        byte[] packed = pack(text("hello"));
        packed[packed.length - 2] = 1;

        assertBroken(packed, "names a length that it cannot have");
    }

    @Test
    void a_body_beyond_the_memory_that_is_left_is_refused_for_now() {
        try (BodyMemory.Room others = memory.room()) {
            others.growTo(MEMORY_BYTES - 1024);

            assertThat(refusal(pack(new byte[1025])).code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(unpack(pack(new byte[1024]))).hasSize(1024);
        }
    }

    @Test
    void every_cut_is_refused() {
        byte[] packed = pack(text("{\"model\":\"m\"}"));
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThat(refusal(cut).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void every_changed_byte_of_the_content_is_refused() {
        byte[] packed = pack(text("{\"model\":\"m\"}"));
        for (int at = 10; at < packed.length; at++) {
            byte[] changed = packed.clone();
            changed[at] ^= 0x55;
            assertThat(refusal(changed)).as("byte " + at).isNotNull();
        }
    }

    @Test
    void anything_behind_the_end_is_refused() {
        byte[] packed = pack(text("hello"));

        assertBroken(join(packed, packed), "goes on after its end");
        assertThat(refusal(join(packed, text("more"))).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void a_wrong_checksum_is_refused() {
        byte[] packed = pack(text("hello"));
        packed[packed.length - 8] ^= 1;

        assertBroken(packed, "has a wrong checksum");
    }

    @Test
    void what_is_not_gzip_is_refused() {
        assertBroken(text("{}"), "is too short");
        assertBroken(text("{\"model\":\"sandbox/echo\"}\0\0"), "does not begin like one");
    }

    @Test
    void memory_comes_back_whatever_happened() {
        refusal(pack(new byte[RequestBody.BODY_BYTES_MAX + 1]));
        unpack(pack(new byte[100_000]));
        try (BodyMemory.Room all = memory.room()) {
            all.growTo(MEMORY_BYTES);
        }
    }
}

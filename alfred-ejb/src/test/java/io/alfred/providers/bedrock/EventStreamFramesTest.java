package io.alfred.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.providers.bedrock.EventStreamFrames.Frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

class EventStreamFramesTest {
    private static final int ROUNDS = 300;

    private static byte[] stream(Random random, List<String> expected) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int frames = 1 + random.nextInt(8);
        for (int i = 0; i < frames; i++) {
            String text = "é".repeat(random.nextInt(random.nextInt(10) == 0 ? 20_000 : 40));
            String payload = "{\"n\":" + i + ",\"t\":\"" + text + "\"}";
            bytes.writeBytes(FrameWriter.event("event" + i, payload));
            expected.add("event" + i + payload);
        }
        return bytes.toByteArray();
    }

    /** What comes out of bytes in pieces of any size, and at the end an exception's message. */
    private static List<String> read(byte[] stream, Random random) {
        EventStreamFrames frames = new EventStreamFrames();
        List<String> read = new ArrayList<>();
        int at = 0;
        try {
            while (at < stream.length) {
                int most = random.nextBoolean() ? 3 : stream.length;
                int size = Math.min(1 + random.nextInt(most), stream.length - at);
                for (Frame frame : frames.feed(stream, at, size)) {
                    read.add(frame.type() + frame.payload());
                }
                at += size;
            }
            frames.feed(new byte[0]);
            if (!frames.atBoundary()) {
                read.add("cut off");
            }
        } catch (FrameException e) {
            read.add("damaged");
        }
        return read;
    }

    @Test
    void frames_come_out_whole_however_the_bytes_are_split() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> expected = new ArrayList<>();
            byte[] stream = stream(random, expected);
            assertThat(read(stream, random)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void any_changed_bit_is_found_and_what_came_before_it_is_kept() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> expected = new ArrayList<>();
            byte[] stream = stream(random, expected);
            int bit = random.nextInt(stream.length * 8);
            stream[bit / 8] ^= (byte) (1 << bit % 8);
            List<String> read = read(stream, random);
            assertThat(read.getLast()).as("seed %d", seed).isIn("damaged", "cut off");
            int kept = read.size() - 1;
            assertThat(kept).as("seed %d", seed).isLessThan(expected.size());
            assertThat(read.subList(0, kept))
                    .as("seed %d", seed)
                    .isEqualTo(expected.subList(0, kept));
        }
    }

    @Test
    void bytes_of_chance_are_never_frames() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[16 + random.nextInt(5_000)];
            random.nextBytes(bytes);
            assertThat(read(bytes, random)).as("seed %d", seed).containsExactly("damaged");
        }
    }

    @Test
    void a_stream_that_is_cut_off_is_not_at_a_boundary() throws FrameException {
        byte[] frame = FrameWriter.event("messageStop", "{}");
        for (int size = 1; size < frame.length; size++) {
            EventStreamFrames frames = new EventStreamFrames();
            assertThat(frames.feed(frame, 0, size)).isEmpty();
            assertThat(frames.atBoundary()).isFalse();
            assertThat(frames.feed(frame, size, frame.length - size)).hasSize(1);
            assertThat(frames.atBoundary()).isTrue();
        }
    }

    /** Frames of the format's published examples: sound, but none of an event stream of JSON. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000100000000005c248eb7d98c8ff",
                "0000002b0000000e348bec7b086576656e742d6964040000a00c7b27666f6f273a27626172277d"
                        + "d3890285",
            })
    void the_checksums_are_those_of_the_format(String hex) {
        byte[] frame = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> new EventStreamFrames().feed(frame))
                .isInstanceOf(FrameException.class)
                .hasMessage("a frame is no event, exception or error");
    }

    @Test
    void exceptions_and_errors_carry_their_name() throws FrameException {
        EventStreamFrames frames = new EventStreamFrames();
        Frame exception =
                frames.feed(
                                FrameWriter.exception(
                                        "throttlingException", "{\"message\":\"slower\"}"))
                        .getFirst();
        assertThat(exception.failed()).isTrue();
        assertThat(exception.type()).isEqualTo("throttlingException");
        assertThat(exception.payload().toString())
                .isEqualTo("{\"message\":\"slower\",\"__type\":\"throttlingException\"}");
        Frame error =
                frames.feed(
                                FrameWriter.frame(
                                        Map.of(
                                                ":message-type", "error",
                                                ":error-code", "InternalFailure",
                                                ":error-message", "broken"),
                                        ""))
                        .getFirst();
        assertThat(error.payload().toString())
                .isEqualTo("{\"message\":\"broken\",\"__type\":\"InternalFailure\"}");
    }

    @Test
    void headers_of_every_type_are_stepped_over() throws FrameException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        int[] sizes = {0, 0, 1, 2, 4, 8};
        for (int type = 0; type < sizes.length; type++) {
            headers.writeBytes(new byte[] {1, (byte) ('a' + type), (byte) type});
            headers.writeBytes(new byte[sizes[type]]);
        }
        headers.writeBytes(new byte[] {1, 'g', 6, 0, 2, 9, 9});
        headers.writeBytes(new byte[] {1, 'h', 8, 0, 0, 0, 0, 0, 0, 0, 0});
        headers.writeBytes(new byte[] {1, 'i', 9});
        headers.writeBytes(new byte[16]);
        byte[] event = FrameWriter.event("metadata", "{}");
        headers.writeBytes(Arrays.copyOfRange(event, 12, event.length - 4 - 2));
        byte[] frame = FrameWriter.frame(headers.toByteArray(), new byte[] {'{', '}'});
        assertThat(new EventStreamFrames().feed(frame).getFirst().type()).isEqualTo("metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01", // no name
                "0161", // no type
                "01610a", // an unknown type
                "016107", // no length
                "0161070002ff", // a cut text
                "01610500", // a cut number
                "0161070000016107000001", // twice
            })
    void headers_that_are_none_are_refused(String hex) {
        byte[] frame = FrameWriter.frame(HexFormat.of().parseHex(hex), new byte[0]);
        assertThatThrownBy(() -> new EventStreamFrames().feed(frame))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "{", "text"})
    void a_payload_that_is_no_object_is_refused(String payload) {
        byte[] frame = FrameWriter.event("metadata", payload);
        assertThatThrownBy(() -> new EventStreamFrames().feed(frame))
                .isInstanceOf(FrameException.class);
    }

    @Test
    void a_frame_may_claim_16_mebibytes_and_not_one_more() throws FrameException {
        int max = EventStreamFrames.FRAME_BYTES_MAX;
        assertThat(new EventStreamFrames().feed(FrameWriter.prelude(max, 0))).isEmpty();
        for (byte[] prelude :
                List.of(
                        FrameWriter.prelude(max + 1, 0),
                        FrameWriter.prelude(15, 0),
                        FrameWriter.prelude(-1, 0),
                        FrameWriter.prelude(100, 85),
                        FrameWriter.prelude(100, -1),
                        FrameWriter.prelude(max, EventStreamFrames.HEADER_BYTES_MAX + 1))) {
            assertThatThrownBy(() -> new EventStreamFrames().feed(prelude))
                    .isInstanceOf(FrameException.class);
        }
        assertThat(new EventStreamFrames().feed(FrameWriter.prelude(100, 84))).isEmpty();
    }

    @Test
    void a_frame_of_the_greatest_size_is_read() throws FrameException {
        byte[] small = FrameWriter.event("metadata", "{\"t\":\"\"}");
        int room = EventStreamFrames.FRAME_BYTES_MAX - small.length;
        byte[] frame = FrameWriter.event("metadata", "{\"t\":\"" + "x".repeat(room) + "\"}");
        assertThat(frame).hasSize(EventStreamFrames.FRAME_BYTES_MAX);
        EventStreamFrames frames = new EventStreamFrames();
        List<Frame> read = new ArrayList<>();
        for (int at = 0; at < frame.length; at += 16_384) {
            read.addAll(frames.feed(frame, at, Math.min(16_384, frame.length - at)));
        }
        assertThat(read.getFirst().payload().path("t").textValue()).hasSize(room);
        assertThat(frames.feed(small)).hasSize(1);
    }

    @Test
    void damage_is_told_again_and_quotes_nothing() throws FrameException {
        EventStreamFrames frames = new EventStreamFrames();
        byte[] frame = FrameWriter.event("metadata", "{\"secret\":1}");
        frame[frame.length - 1] ^= 1;
        FrameException first = catchThrowableOfType(FrameException.class, () -> frames.feed(frame));
        assertThat(first.getMessage()).isEqualTo("the checksum of a frame is wrong");
        assertThatThrownBy(() -> frames.feed(FrameWriter.event("metadata", "{}"))).isSameAs(first);
        assertThat(frames.atBoundary()).isFalse();
    }
}

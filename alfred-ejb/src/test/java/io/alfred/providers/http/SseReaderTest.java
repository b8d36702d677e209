package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

class SseReaderTest {
    private static List<SseEvent> read(List<byte[]> packets) throws UpstreamException {
        Iterator<byte[]> coming = packets.iterator();
        SseReader reader =
                new SseReader(
                        quietMax -> coming.hasNext() ? coming.next() : null,
                        Attempt.start("p", Duration.ofSeconds(10)));
        List<SseEvent> events = new ArrayList<>();
        for (SseEvent event = reader.next(Duration.ofSeconds(20));
                event != null;
                event = reader.next(Duration.ofSeconds(20))) {
            events.add(event);
        }
        return events;
    }

    private static List<String> data(String... packets) throws UpstreamException {
        return read(Arrays.stream(packets).map(SseReaderTest::bytes).toList()).stream()
                .map(SseEvent::data)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void lines_end_with_lf_crlf_or_cr() throws UpstreamException {
        assertThat(data("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata:d\n\r\ndata: e\r\n\n"))
                .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void several_data_lines_are_joined_and_other_fields_are_not_data() throws UpstreamException {
        assertThat(data("event: x\ndata: a\nid: 7\ndata:  b\ndata\nretry: 1\n: c\ndatax: d\n\n"))
                .containsExactly("a\n b\n");
    }

    @Test
    void comments_and_stray_blank_lines_are_passed_on_without_data() throws UpstreamException {
        assertThat(data(": keep-alive\n\n\ndata: a\n\n")).containsExactly("", "", "a");
    }

    @Test
    void a_byte_order_mark_is_not_part_of_the_first_field() throws UpstreamException {
        assertThat(data("\uFEFFdata: a\n\n")).containsExactly("a");
    }

    @Test
    void a_return_and_its_line_feed_may_come_in_two_packets() throws UpstreamException {
        assertThat(data("data: a\r", "\n\r", "\ndata: b\r\n\r", "\n")).startsWith("a", "b");
    }

    @Test
    void an_event_is_told_as_soon_as_its_blank_line_is_there() throws UpstreamException {
        Iterator<byte[]> coming = List.of(bytes("data: a\r\r")).iterator();
        SseReader reader =
                new SseReader(
                        // beyond the first packet nothing would come
                        quietMax -> coming.next(),
                        Attempt.start("p", Duration.ofSeconds(10)));
        assertThat(reader.next(Duration.ofSeconds(20))).extracting(SseEvent::data).isEqualTo("a");
    }

    @Test
    void an_event_up_to_the_bound_passes_and_one_byte_more_does_not() throws UpstreamException {
        int padding = SseReader.EVENT_BYTES_MAX - "data: \n\n".length();
        assertThat(data("data: " + "x".repeat(padding) + "\n\n").getFirst()).hasSize(padding);
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class,
                        () -> data("data: " + "x".repeat(padding + 1) + "\n\n"));
        assertThat(error.kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(
                        catchThrowableOfType(
                                        UpstreamException.class,
                                        () -> data("x".repeat(SseReader.EVENT_BYTES_MAX + 1)))
                                .kind())
                .isEqualTo(Kind.BAD_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void however_packets_are_cut_the_bytes_and_the_data_are_the_same(long seed)
            throws UpstreamException {
        SplittableRandom random = new SplittableRandom(seed);
        String[] ends = {"\n", "\r\n", "\r"};
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // One spelling per event: a mix such as CR, LF could be read as CRLF.
            String end = ends[random.nextInt(ends.length)];
            String data = "é日🙂 " + "x".repeat(random.nextInt(300)) + i;
            text.append(random.nextBoolean() ? ": note" + end : "");
            text.append("data: ").append(data).append(end).append(end);
            expected.add(data);
        }
        byte[] all = bytes(text.toString());
        List<byte[]> packets = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            int length = Math.min(all.length - at, 1 + random.nextInt(50));
            packets.add(Arrays.copyOfRange(all, at, at + length));
            at += length;
        }
        List<SseEvent> events = read(packets);
        ByteArrayOutputStream relayed = new ByteArrayOutputStream();
        events.forEach(event -> relayed.writeBytes(event.raw()));
        assertThat(relayed.toByteArray()).as("seed %d", seed).isEqualTo(all);
        assertThat(events.stream().map(SseEvent::data).filter(data -> !data.isEmpty()))
                .as("seed %d", seed)
                .isEqualTo(expected);
    }
}

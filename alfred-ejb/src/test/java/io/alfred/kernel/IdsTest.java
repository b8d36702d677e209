package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;

class IdsTest {

    @Test
    void an_id_is_a_uuid_of_version_7_with_its_milliseconds_in_front() {
        UUID id = Ids.next(at(0x0190_1234_5678L));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.toString()).startsWith("01901234-5678-7");
    }

    @Test
    void ids_of_later_milliseconds_sort_later_as_java_and_as_text() {
        List<Long> times =
                LongStream.of(0, 1, 255, 256, 0xFFFF, 0x10000, 1L << 46, (1L << 47) - 1)
                        .boxed()
                        .toList();
        List<UUID> ids = times.stream().map(time -> Ids.next(at(time))).toList();
        assertThat(ids).isSorted();
        assertThat(ids.stream().map(UUID::toString).toList()).isSorted();
    }

    @Test
    void ids_of_one_millisecond_differ() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(Ids.next(at(1)));
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void a_printed_id_is_read_back() {
        UUID id = Ids.next();
        assertThat(Ids.parse("tx", id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "0190123456787000800000000000000000000",
                "01901234-5678-7000-8000-00000000000",
                "01901234-5678-7000-8000-0000000000000",
                "01901234-5678-7000-8000-00000000000g",
                "{01901234-5678-7000-8000-0000000000}",
            })
    void another_spelling_is_refused_and_names_the_field(String text) {
        assertThatThrownBy(() -> Ids.parse("tx", text))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                            assertThat(e.param()).contains("tx");
                        });
    }

    private static InstantSource at(long millis) {
        return InstantSource.fixed(Instant.ofEpochMilli(millis));
    }
}

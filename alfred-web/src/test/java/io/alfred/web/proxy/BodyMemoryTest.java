package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private static final long ALL_BYTES = 1024 * 1024;

    private final BodyMemory memory = new BodyMemory(ALL_BYTES);

    private static ErrorCode refusal(BodyMemory.Room room, long bytes) {
        return catchThrowableOfType(AlfredException.class, () -> room.growTo(bytes)).code();
    }

    @Test
    void all_of_it_can_be_taken_and_not_a_byte_more() {
        try (BodyMemory.Room first = memory.room();
                BodyMemory.Room second = memory.room()) {
            first.growTo(ALL_BYTES - 1024);
            second.growTo(1024);

            assertThat(refusal(second, 1025)).isEqualTo(ErrorCode.OVERLOADED);
        }
        try (BodyMemory.Room all = memory.room()) {
            all.growTo(ALL_BYTES);
        }
    }

    @Test
    void what_never_fits_is_not_worth_another_try() {
        try (BodyMemory.Room room = memory.room()) {
            assertThat(refusal(room, ALL_BYTES + 1)).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
        }
    }

    @Test
    void growing_counts_what_is_there_already() {
        try (BodyMemory.Room room = memory.room()) {
            room.growTo(ALL_BYTES / 2);
            room.growTo(ALL_BYTES / 4);
            room.growTo(ALL_BYTES);
        }
    }

    @Test
    void it_is_given_back_once() {
        BodyMemory.Room room = memory.room();
        room.growTo(ALL_BYTES);
        room.close();
        room.close();
        try (BodyMemory.Room all = memory.room();
                BodyMemory.Room more = memory.room()) {
            all.growTo(ALL_BYTES);
            assertThat(refusal(more, 1)).isEqualTo(ErrorCode.OVERLOADED);
        }
    }
}

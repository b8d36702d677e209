package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

class NewestFirstTest {
    private static final long NOW = TimeUnit.DAYS.toMicros(20_000);

    @Test
    void any_number_of_rows_is_found_newest_first_however_old_they_are() throws SQLException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            List<Long> times = new ArrayList<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                // from a microsecond to about two years, and now and then in the future
                times.add(NOW - random.nextLong(1L << (1 + random.nextInt(46))));
                if (random.nextInt(10) == 0) {
                    times.add(NOW + random.nextLong(1L << 40));
                }
            }
            times.sort(Comparator.reverseOrder());
            int limit = 1 + random.nextInt(70);
            assertThat(NewestFirst.find(NOW, limit, look(times, new ArrayList<>())))
                    .isEqualTo(times.subList(0, Math.min(limit, times.size())));
        }
    }

    @Test
    void nobody_looks_further_back_than_the_rows_that_are_wanted() throws SQLException {
        List<Long> looked = new ArrayList<>();
        assertThat(NewestFirst.find(NOW, 2, look(List.of(NOW, NOW - 1, 5L), looked)))
                .containsExactly(NOW, NOW - 1);
        assertThat(looked).hasSize(1);
        assertThat(looked.getFirst()).isBetween(NOW - TimeUnit.MINUTES.toMicros(1), NOW);
    }

    private static NewestFirst.Look<Long> look(List<Long> newestFirst, List<Long> looked) {
        return (from, before, limit) -> {
            looked.add(from);
            return newestFirst.stream()
                    .filter(time -> time >= from && time < before)
                    .limit(limit)
                    .toList();
        };
    }
}

package io.alfred.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Ids;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class OperationSeedTest {
    @Test
    void every_attempt_of_a_keyed_request_names_its_operations_alike() {
        UUID seed = Ids.next();

        List<UUID> first = ids(seed, Ids.next());
        List<UUID> second = ids(seed, Ids.next());

        assertThat(first).isEqualTo(second).doesNotHaveDuplicates();
        assertThat(first.getFirst()).isEqualTo(seed);
        assertThat(first.subList(1, first.size()))
                .allSatisfy(
                        id -> {
                            assertThat(id.version()).isEqualTo(8);
                            assertThat(id.variant()).isEqualTo(2);
                        });
    }

    @Test
    void another_request_names_them_otherwise() {
        assertThat(ids(Ids.next(), Ids.next()))
                .doesNotContainAnyElementsOf(ids(Ids.next(), Ids.next()));
    }

    @Test
    void a_request_without_a_key_gets_new_ids() {
        OperationSeed none = new OperationSeed();
        assertThat(Stream.generate(none::next).limit(3)).doesNotHaveDuplicates();
    }

    @Test
    void a_claim_is_used_only_well_before_others_may_take_it_over() {
        Claim claim = Claim.now(Requests.keyed("k", ""), Ids.next(), Ids.next());
        long second = 1_000_000_000L;

        assertThat(claim.isFresh(claim.takenNanos() + Claim.USE_S * second - 1)).isTrue();
        assertThat(claim.isFresh(claim.takenNanos() + Claim.USE_S * second)).isFalse();
        assertThat(Claim.USE_S).isLessThan(Claim.LEASE_S);
    }

    private static List<UUID> ids(UUID seed, UUID attempt) {
        OperationSeed made = new OperationSeed();
        made.use(Claim.now(Requests.keyed("k", ""), attempt, seed));
        return IntStream.range(0, 4).mapToObj(i -> made.next()).toList();
    }
}

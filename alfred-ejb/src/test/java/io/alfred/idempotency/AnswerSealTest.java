package io.alfred.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class AnswerSealTest {
    private static final KeyedRequest REQUEST = Requests.keyed("k", "{}");
    private static final byte[] ANSWER = "sk-alf-canary".getBytes(StandardCharsets.UTF_8);

    private final AnswerSeal seal = seal("api-key", "k");

    @Test
    void an_answer_opens_for_the_same_caller_key_and_request() {
        byte[] sealed = seal.seal(REQUEST, ANSWER);

        assertThat(seal("api-key", "k").open(Requests.keyed("k", "{}"), sealed)).contains(ANSWER);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    }

    @Test
    void an_answer_opens_for_nobody_else() {
        byte[] sealed = seal.seal(REQUEST, ANSWER);

        assertThat(seal("api-kez", "k").open(REQUEST, sealed)).isEmpty();
        assertThat(seal("api-key", "l").open(REQUEST, sealed)).isEmpty();
        assertThat(seal.open(Requests.keyed("k", "{ }"), sealed)).isEmpty();
    }

    @Test
    void an_altered_or_missing_answer_does_not_open() {
        byte[] sealed = seal.seal(REQUEST, ANSWER);
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertThat(seal.open(REQUEST, altered)).as("byte %s", i).isEmpty();
        }
        assertThat(seal.open(REQUEST, new byte[0])).isEmpty();
        assertThat(seal.open(REQUEST, new byte[12])).isEmpty();
    }

    @Test
    void the_same_answer_is_never_sealed_to_the_same_bytes() {
        assertThat(seal.seal(REQUEST, ANSWER)).isNotEqualTo(seal.seal(REQUEST, ANSWER));
    }

    @Test
    void a_kept_answer_comes_back_as_it_was() {
        KeptAnswer answer =
                new KeptAnswer(
                        201, "application/json", Map.of("X-Alfred-Cost", "0.5"), new byte[] {0, 1});

        KeptAnswer again = KeptAnswer.decoded(201, answer.encoded());

        assertThat(again).usingRecursiveComparison().isEqualTo(answer);
        assertThat(again).hasToString("KeptAnswer[201]");
    }

    @Test
    void a_body_is_kept_up_to_its_bound() {
        assertThat(bodyOf(KeptAnswer.BODY_BYTES_MAX).fits()).isTrue();
        assertThat(bodyOf(KeptAnswer.BODY_BYTES_MAX + 1).fits()).isFalse();
    }

    private static KeptAnswer bodyOf(int bytes) {
        return new KeptAnswer(200, "text/plain", Map.of(), new byte[bytes]);
    }

    private static AnswerSeal seal(String apiKey, String key) {
        return new AnswerSeal(apiKey, new IdempotencyKey(key));
    }
}

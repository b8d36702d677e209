package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

import io.alfred.catalog.Vocabulary;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

class TokenCounterTest {
    private static final Encoding O200K =
            Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @ParameterizedTest
    @CsvSource({
        // published examples of OpenAI's tokenizer guide
        "tiktoken is great!, O200K, 6",
        "tiktoken is great!, CL100K, 6",
        "antidisestablishmentarianism, CL100K, 6",
        "antidisestablishmentarianism, O200K, 6",
        "2 + 2 = 4, CL100K, 7",
        "お誕生日おめでとう, CL100K, 9",
        "お誕生日おめでとう, O200K, 8",
        "hello world, UTF8_BYTES, 11",
    })
    void published_examples_count_as_published(String text, Vocabulary vocabulary, long tokens) {
        assertThat(TokenCounter.count(vocabulary, text)).isEqualTo(tokens);
    }

    @Test
    void text_that_looks_like_a_control_token_is_text() {
        assertThat(TokenCounter.count(Vocabulary.O200K, "<|endoftext|>")).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void long_prose_in_chunks_counts_exactly(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String text = prose(random, 50_000);
        assertThat(TokenCounter.count(Vocabulary.O200K, text))
                .as("seed %d", seed)
                .isEqualTo(O200K.countTokensOrdinary(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_text_without_word_boundaries_is_bounded_from_above_and_not_far(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String text = run(random, 40_000);
        long exact = O200K.countTokensOrdinary(text);
        long cuts = text.length() / (TokenCounter.CHUNK_CHARS_MAX - 1) + 1L;
        assertThat(TokenCounter.count(Vocabulary.O200K, text))
                .as("seed %d", seed)
                .isBetween(exact, exact + cuts * (TokenCounter.CUT_TOKENS_MARGIN + 2));
    }

    @Test
    void a_megabyte_of_one_character_is_counted() {
        assertThat(TokenCounter.count(Vocabulary.O200K, "a".repeat(1 << 20)))
                .isBetween(1L << 16, 1L << 20);
        assertThat(TokenCounter.count(Vocabulary.O200K, "😀".repeat(1 << 18)))
                .isGreaterThanOrEqualTo(1 << 18);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytes_are_an_upper_bound_of_tokens(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            String text = anything(random, 1 + random.nextInt(200));
            long bytes = TokenCounter.count(Vocabulary.UTF8_BYTES, text);
            assertThat(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            assertThat(bytes)
                    .as("seed %d, round %d", seed, i)
                    .isGreaterThanOrEqualTo(O200K.countTokensOrdinary(text));
        }
    }

    private static String prose(SplittableRandom random, int chars) {
        String[] words = {
            "the",
            "Wallet",
            "doesn't",
            "hold",
            "42",
            "credits,",
            "naïve",
            "日本語",
            "x=1;",
            "\n\n",
            "  indented",
            "https://a.b/c?d=e",
            "e.g.",
            "ÄÖÜ",
            "🙂",
            "it's",
            "don't\n",
            "(a)",
            "…"
        };
        StringBuilder text = new StringBuilder();
        while (text.length() < chars) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        return text.toString();
    }

    private static String run(SplittableRandom random, int chars) {
        String[] alphabets = {"a", "ab", "abcdefghijklmnopqrstuvwxyz", "日本語漢字かな", "=-", "the"};
        String alphabet = alphabets[random.nextInt(alphabets.length)];
        StringBuilder text = new StringBuilder();
        while (text.length() < chars) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String anything(SplittableRandom random, int codePoints) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < codePoints; i++) {
            int c = random.nextInt(0x20, random.nextBoolean() ? 0x7f : 0x2_0000);
            text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c);
        }
        return text.toString();
    }

    @Test
    void half_a_character_counts_as_the_one_that_replaces_it() {
        for (Vocabulary vocabulary : new Vocabulary[] {Vocabulary.O200K, Vocabulary.CL100K}) {
            assertThat(TokenCounter.count(vocabulary, "a\uD800b\uDC00 \uD83D\uDE00"))
                    .isEqualTo(TokenCounter.count(vocabulary, "a\uFFFDb\uFFFD \uD83D\uDE00"));
        }
    }
}

package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

/** Embeddings through the official OpenAI SDK by Gemini. */
@Order(2)
class GeminiEmbeddingsIT extends TwoSdksTest {
    @Override
    void configure() {
        Gemini.configure();
    }

    @AfterAll
    static void leave() {
        disable(Gemini.PROVIDER);
    }

    @Test
    void texts_become_vectors_in_both_encodings_and_cost_the_reported_usage() {
        provider().answer(TestProvider.json(Gemini.vectors(2, 7)));
        EmbeddingCreateParams params =
                EmbeddingCreateParams.builder()
                        .model(Gemini.EMBEDDING)
                        .inputOfArrayOfStrings(List.of("Oslo", "Rome"))
                        .dimensions(3)
                        .build();

        for (EmbeddingCreateParams asked :
                List.of(
                        params.toBuilder()
                                .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                                .build(),
                        params.toBuilder()
                                .encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                                .build())) {
            CreateEmbeddingResponse answer = openAi.embedded(asked);

            assertThat(answer.data()).hasSize(2);
            assertThat(answer.data().get(1).index()).isEqualTo(1);
            assertThat(answer.data().get(1).embedding()).containsExactly(0.5f, -0.25f, 1f);
            assertThat(answer.usage().promptTokens()).isEqualTo(7);
        }
        TestProvider.Seen seen = provider().seen().get(0);
        assertThat(seen.path()).isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
        assertThat(seen.header("x-goog-api-key")).isEqualTo(TestProvider.KEY);
        JsonNode sent = Json.parse(seen.text()).path("requests");
        assertThat(sent).hasSize(2);
        assertThat(sent.at("/0/model").asText()).isEqualTo("models/gemini-embedding-001");
        assertThat(sent.at("/1/content/parts/0/text").asText()).isEqualTo("Rome");
        assertThat(sent.at("/1/outputDimensionality").asInt()).isEqualTo(3);
        Completion.Usage once = new Completion.Usage(7, 0, 0);
        assertThat(tenant.spent())
                .isEqualTo(Gemini.EMBEDDING_PRICE.of(once).add(Gemini.EMBEDDING_PRICE.of(once)));
    }

    @Test
    void vectors_without_a_report_are_counted_by_alfred() {
        provider().answer(TestProvider.json(Gemini.vectors(1).toString()));

        openAi.embedded(
                EmbeddingCreateParams.builder().model(Gemini.EMBEDDING).input("Oslo").build());

        JsonNode charge = CallEntries.charge(tenant);
        assertThat(charge.path("estimated").booleanValue()).isTrue();
        assertThat(tenant.spent())
                .isPositive()
                .isEqualTo(
                        Gemini.EMBEDDING_PRICE.of(
                                new Completion.Usage(
                                        charge.path("prompt_tokens").longValue(), 0, 0)));
    }

    @Test
    void tokens_and_too_many_texts_are_refused_and_nothing_is_sent_or_held() {
        provider().answer(TestProvider.json(Gemini.vectors(1, 7)));
        EmbeddingCreateParams.Builder params =
                EmbeddingCreateParams.builder().model(Gemini.EMBEDDING);

        BadRequestException tokens =
                openAi.failure(
                        BadRequestException.class,
                        params.inputOfArrayOfTokens(List.of(1L, 2L)).build());
        BadRequestException many =
                openAi.failure(
                        BadRequestException.class,
                        params.inputOfArrayOfStrings(Collections.nCopies(101, "Oslo")).build());

        assertThat(tokens.param()).contains("input[0]");
        assertThat(many.param()).contains("input");
        assertNothingHeld();
    }

    @Test
    void fewer_vectors_than_texts_are_no_answer_and_the_price_stays_held() {
        provider().answer(TestProvider.json(Gemini.vectors(1, 7)));

        InternalServerException e =
                openAi.failure(
                        InternalServerException.class,
                        EmbeddingCreateParams.builder()
                                .model(Gemini.EMBEDDING)
                                .inputOfArrayOfStrings(List.of("Oslo", "Rome"))
                                .build());

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage()).contains("stays held");
    }
}

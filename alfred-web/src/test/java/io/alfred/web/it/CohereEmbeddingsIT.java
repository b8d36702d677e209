package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;

/** Embeddings through the official OpenAI SDK by Cohere. */
@Order(2)
class CohereEmbeddingsIT extends TwoSdksTest {
    @Override
    void configure() {
        Cohere.configure();
    }

    @AfterAll
    static void leave() {
        disable(Cohere.PROVIDER);
    }

    @Test
    void texts_become_vectors_in_both_encodings_and_cost_the_billed_units() {
        provider().answer(TestProvider.json(Cohere.vectors(2, 7)));
        EmbeddingCreateParams.Builder params =
                embedding()
                        .inputOfArrayOfStrings(List.of("Oslo", "Rome"))
                        .dimensions(3)
                        .putAdditionalBodyProperty("input_type", JsonValue.from("search_query"));

        for (EmbeddingCreateParams.EncodingFormat format :
                List.of(
                        EmbeddingCreateParams.EncodingFormat.FLOAT,
                        EmbeddingCreateParams.EncodingFormat.BASE64)) {
            CreateEmbeddingResponse answer = openAi.embedded(params.encodingFormat(format).build());

            assertThat(answer.data()).hasSize(2);
            assertThat(answer.data().get(1).index()).isEqualTo(1);
            assertThat(answer.data().get(1).embedding()).containsExactly(0.5f, -0.25f, 1f);
            assertThat(answer.usage().promptTokens()).isEqualTo(7);
        }
        TestProvider.Seen seen = provider().seen().get(0);
        assertThat(seen.path()).isEqualTo("/v2/embed");
        JsonNode sent = Json.parse(seen.text());
        assertThat(sent.path("model").asText()).isEqualTo("embed-v4.0");
        assertThat(sent.at("/texts/1").asText()).isEqualTo("Rome");
        assertThat(sent.path("input_type").asText()).isEqualTo("search_query");
        assertThat(sent.path("output_dimension").asInt()).isEqualTo(3);
        assertThat(sent.at("/embedding_types/0").asText()).isEqualTo("float");
        BigInteger once = Cohere.EMBEDDING_PRICE.of(Cohere.billed(7, 0));
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    private static EmbeddingCreateParams.Builder embedding() {
        Cohere.priceEmbedding();
        return EmbeddingCreateParams.builder().model(Cohere.EMBEDDING);
    }

    @Test
    void vectors_without_billed_units_are_counted_by_alfred() {
        provider().answer(TestProvider.json(Cohere.vectors(1).toString()));

        openAi.embedded(embedding().input("Oslo").build());

        assertThat(sent().path("input_type").asText()).isEqualTo("search_document");
        JsonNode charge = CallEntries.charge(tenant);
        assertThat(charge.path("estimated").booleanValue()).isTrue();
        assertThat(tenant.spent())
                .isPositive()
                .isEqualTo(
                        Cohere.EMBEDDING_PRICE.of(
                                Cohere.billed(charge.path("prompt_tokens").longValue(), 0)));
    }

    @Test
    void tokens_and_too_many_texts_are_refused_and_nothing_is_sent_or_held() {
        provider().answer(TestProvider.json(Cohere.vectors(1, 7)));

        BadRequestException tokens =
                openAi.failure(
                        BadRequestException.class,
                        embedding().inputOfArrayOfTokens(List.of(1L, 2L)).build());
        BadRequestException many =
                openAi.failure(
                        BadRequestException.class,
                        embedding().inputOfArrayOfStrings(Collections.nCopies(97, "Oslo")).build());

        assertThat(tokens.param()).contains("input");
        assertThat(many.param()).contains("input");
        assertNothingHeld();
    }

    @Test
    void an_embedding_that_cohere_refuses_is_told_and_free() {
        provider().answer(Cohere.refusal(400, "invalid output_dimension"));

        BadRequestException e =
                openAi.failure(
                        BadRequestException.class, embedding().input("Oslo").dimensions(7).build());

        assertThat(e.getMessage()).contains("invalid output_dimension");
        assertNothingCharged(1);
    }
}

package io.alfred.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Model;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.cohere.CohereEmbeddings;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.gemini.GeminiEmbeddings;
import io.alfred.providers.http.AnswerJson;

import java.util.Optional;

/** Tells requests for embeddings to providers that have them in a protocol of their own. */
final class EmbeddingTranslations {
    private EmbeddingTranslations() {}

    static Translation gemini(Model model, ObjectNode request, ProviderWire errors) {
        GeminiEmbeddings asked = GeminiEmbeddings.of(request);
        return new Translation.Embeddings(
                asked.request(model.upstreamName()),
                body ->
                        asked.answer(body, model.name())
                                .map(made -> new Translation.Embedded(made.body(), made.usage())),
                errors);
    }

    static Translation cohere(Model model, ObjectNode request, ProviderWire errors) {
        CohereEmbeddings cohere = new CohereEmbeddings();
        CohereEmbeddings.Asked asked = cohere.asked(request);
        return new Translation.Embeddings(
                cohere.request(request, model.upstreamName()),
                body ->
                        cohere.answer(body, asked)
                                .map(made -> new Translation.Embedded(made, promptUsage(made))),
                errors);
    }

    /** Of an answer in OpenAI's shape, which has no output. */
    private static Optional<TokenUsage> promptUsage(byte[] answer) {
        JsonNode tokens =
                AnswerJson.outline(answer)
                        .map(outline -> outline.path("usage").path("prompt_tokens"))
                        .orElseGet(MissingNode::getInstance);
        boolean believable =
                tokens.isIntegralNumber()
                        && tokens.canConvertToLong()
                        && tokens.longValue() >= 0
                        && tokens.longValue() <= TokenUsage.TOKENS_MAX;
        return believable
                ? Optional.of(TokenUsage.reported(tokens.longValue(), 0))
                : Optional.empty();
    }
}

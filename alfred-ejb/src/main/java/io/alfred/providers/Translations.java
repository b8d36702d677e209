package io.alfred.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.bedrock.ConverseWire;
import io.alfred.providers.cohere.CohereEmbeddings;
import io.alfred.providers.cohere.CohereWire;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.faces.ChatFace;
import io.alfred.providers.faces.MessagesFace;
import io.alfred.providers.faces.ResponsesFace;
import io.alfred.providers.gemini.GeminiApi;
import io.alfred.providers.gemini.GeminiEmbeddings;
import io.alfred.providers.gemini.GeminiWire;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.chat.ChatWire;
import io.alfred.providers.wires.messages.MessagesWire;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says which calls have to be told in other words, and tells them. */
final class Translations {
    /**
     * Providers of OpenAI's protocol that have its responses too; of others only chats are sure.
     */
    private static final Set<String> WITH_RESPONSES =
            Set.of("openai", "azure", "azure-cognitive-services", "groq", "openrouter", "xai");

    /** Other models in reserve, choices among hosts of other prices, searches. */
    private static final List<String> BILLED_APART =
            List.of(
                    "models",
                    "fallbacks",
                    "route",
                    "plugins",
                    "provider",
                    "providerOptions",
                    "enable_search",
                    "search_options");

    private Translations() {}

    /**
     * The call in the provider's words; empty when it speaks the client's protocol.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field that is malformed or that
     *     the provider cannot be told
     */
    static Optional<Translation> of(
            Endpoint endpoint, ProviderSettings provider, Model model, ObjectNode request) {
        if (!needed(endpoint, provider, model)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (endpoint) {
                    case CHAT -> chat(new ChatFace(), provider, model, request);
                    case RESPONSES -> chat(new ResponsesFace(), provider, model, request);
                    case MESSAGES -> chat(new MessagesFace(), provider, model, request);
                    case EMBEDDINGS -> embeddings(provider, model, request);
                    case COMPLETIONS,
                            MODERATIONS,
                            IMAGES,
                            SPEECH,
                            TRANSCRIPTIONS,
                            TRANSLATIONS,
                            COUNT_TOKENS ->
                            throw notSpoken(endpoint, model);
                });
    }

    /**
     * Refuses what makes some providers answer with another model, or do what is billed apart.
     * OpenAI itself has none of these fields; a provider that an operator added may give them any
     * meaning.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field
     */
    static void requirePriced(Endpoint endpoint, ProviderSettings provider, ObjectNode request) {
        boolean speaksAsOpenAi =
                provider.protocol() == Protocol.OPENAI
                        && endpoint.protocol().provider() == Protocol.OPENAI;
        if (!speaksAsOpenAi || !provider.builtin() || provider.name().equals("openai")) {
            return;
        }
        for (String field : BILLED_APART) {
            if (request.hasNonNull(field)) {
                throw AlfredException.invalid(
                        field,
                        field + " can change what the call is billed by, which has no price here",
                        "leave it out, and name one model");
            }
        }
    }

    static boolean needed(Endpoint endpoint, ProviderSettings provider, Model model) {
        return !model.sandbox() && !speaks(provider, endpoint);
    }

    private static boolean speaks(ProviderSettings provider, Endpoint endpoint) {
        boolean chatsOnly = provider.builtin() && !WITH_RESPONSES.contains(provider.name());
        return endpoint.protocol().provider() == provider.protocol()
                && !(endpoint == Endpoint.RESPONSES && chatsOnly);
    }

    private static Translation chat(
            ClientFace face, ProviderSettings provider, Model model, ObjectNode request) {
        ProviderWire wire = wire(provider);
        Dialogue dialogue = face.read(request);
        try {
            return new Translation.Chat(
                    face, request, wire, wire.request(dialogue, model.upstreamName()));
        } catch (AlfredException e) {
            throw e.param().map(field -> e.at(face.field(field))).orElse(e);
        }
    }

    private static ProviderWire wire(ProviderSettings provider) {
        return switch (provider.protocol()) {
            case OPENAI -> new ChatWire(Quirks.of(provider.name()));
            case ANTHROPIC -> new MessagesWire();
            case GEMINI -> new GeminiWire(GeminiApi.GENERATIVE_LANGUAGE);
            case VERTEX -> new GeminiWire(GeminiApi.VERTEX);
            case BEDROCK -> new ConverseWire();
            case COHERE -> new CohereWire();
        };
    }

    private static Translation embeddings(
            ProviderSettings provider, Model model, ObjectNode request) {
        return switch (provider.protocol()) {
            case GEMINI -> {
                GeminiEmbeddings asked = GeminiEmbeddings.of(request);
                yield new Translation.Embeddings(
                        asked.request(model.upstreamName()),
                        body ->
                                asked.answer(body, model.name())
                                        .map(
                                                made ->
                                                        new Translation.Embedded(
                                                                made.body(), made.usage())),
                        wire(provider));
            }
            case COHERE -> {
                CohereEmbeddings cohere = new CohereEmbeddings();
                CohereEmbeddings.Asked asked = cohere.asked(request);
                yield new Translation.Embeddings(
                        cohere.request(request, model.upstreamName()),
                        body ->
                                cohere.answer(body, asked)
                                        .map(
                                                made ->
                                                        new Translation.Embedded(
                                                                made, promptUsage(made))),
                        wire(provider));
            }
            case OPENAI, ANTHROPIC, VERTEX, BEDROCK -> throw notSpoken(Endpoint.EMBEDDINGS, model);
        };
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

    private static AlfredException notSpoken(Endpoint endpoint, Model model) {
        return AlfredException.invalid(
                "model",
                "the provider of model \""
                        + model.id()
                        + "\" has nothing like /v1"
                        + endpoint.path(),
                "name a model of a provider that speaks "
                        + switch (endpoint.protocol()) {
                            case OPENAI -> "OpenAI's protocol";
                            case ANTHROPIC -> "Anthropic's protocol";
                        });
    }

    /** The field that a chat's output bound goes into, when Alfred sends one along. */
    static String outputField(ProviderSettings provider) {
        return provider.protocol() == Protocol.OPENAI
                ? Quirks.of(provider.name()).outputField().field()
                : Quirks.OutputField.MAX_COMPLETION_TOKENS.field();
    }

    /**
     * Providers of the catalogue, and servers under the name of what they run, that were not seen
     * to know both names; one that an operator added gets what its client sent.
     */
    static boolean knowsOneLimit(ProviderSettings provider) {
        return provider.protocol() == Protocol.OPENAI
                && (provider.builtin() || Quirks.known(provider.name()))
                && Quirks.of(provider.name()).outputField() == Quirks.OutputField.MAX_TOKENS;
    }
}

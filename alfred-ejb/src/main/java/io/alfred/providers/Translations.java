package io.alfred.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.kernel.AlfredException;
import io.alfred.providers.bedrock.ConverseWire;
import io.alfred.providers.cohere.CohereWire;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.faces.ChatFace;
import io.alfred.providers.faces.MessagesFace;
import io.alfred.providers.faces.ResponsesFace;
import io.alfred.providers.gemini.GeminiApi;
import io.alfred.providers.gemini.GeminiWire;
import io.alfred.providers.wires.OpenAiModel;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.ResponsesOnly;
import io.alfred.providers.wires.chat.ChatWire;
import io.alfred.providers.wires.messages.MessagesWire;
import io.alfred.providers.wires.messages.VertexMessagesWire;
import io.alfred.providers.wires.responses.ResponsesWire;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Says which calls have to be told in other words, and tells them. */
final class Translations {
    /**
     * Providers of OpenAI's protocol that have its responses too; of others only chats are sure.
     */
    private static final Set<String> WITH_RESPONSES =
            Set.of("openai", "azure", "azure-cognitive-services", "groq", "openrouter", "xai");

    private static final String OPENAI = Quirks.of("openai").provider();

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
     * The call in the provider's words; empty when it speaks the client's protocol, and for a count
     * that it does not make.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field that is malformed or that
     *     the provider cannot be told
     */
    static Optional<Translation> of(
            Endpoint endpoint, ProviderSettings provider, Model model, ObjectNode request) {
        if (!needed(endpoint, provider, model)) {
            return Optional.empty();
        }
        if (endpoint == Endpoint.COUNT_TOKENS) {
            return count(new MessagesFace(), provider, model, request);
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
        return !model.sandbox() && !speaks(provider, endpoint, model);
    }

    /** Whether a call is told in words that name its service tier. */
    static boolean namesTier(Endpoint endpoint, ProviderSettings provider, Model model) {
        return needed(endpoint, provider, model)
                && provider.protocol() == Protocol.OPENAI
                && quirks(provider, model).take(Feature.SERVICE_TIER);
    }

    /** Azure's models of other makers may refuse the field. */
    private static Quirks quirks(ProviderSettings provider, Model model) {
        Quirks quirks = Quirks.of(provider.name());
        return quirks.provider().equals(OPENAI)
                        || OpenAiModel.is(model.name())
                        || OpenAiModel.is(model.upstreamName())
                ? quirks
                : quirks.without(Feature.SERVICE_TIER);
    }

    private static boolean speaks(ProviderSettings provider, Endpoint endpoint, Model model) {
        boolean chatsOnly = provider.builtin() && !WITH_RESPONSES.contains(provider.name());
        return endpoint.protocol().provider() == provider.protocol()
                && !(endpoint == Endpoint.RESPONSES && chatsOnly)
                && !(endpoint == Endpoint.CHAT
                        && ResponsesOnly.is(provider.name(), model.upstreamName()));
    }

    private static Translation chat(
            ClientFace face, ProviderSettings provider, Model model, ObjectNode request) {
        ProviderWire wire = wire(provider, model);
        Dialogue dialogue = face.read(request);
        return new Translation.Chat(
                face,
                request,
                wire,
                told(face, () -> wire.request(dialogue, model.upstreamName())));
    }

    /** Fields that no message may have are refused, whoever counts. */
    private static Optional<Translation> count(
            ClientFace face, ProviderSettings provider, Model model, ObjectNode request) {
        ProviderWire wire = wire(provider, model);
        Dialogue dialogue = face.read(request);
        return told(face, () -> wire.counting(dialogue, model.upstreamName()))
                .map(asked -> new Translation.Count(asked, wire));
    }

    /** Refusals name fields as clients of this protocol call them. */
    private static <T> T told(ClientFace face, Supplier<T> words) {
        try {
            return words.get();
        } catch (AlfredException e) {
            throw e.param().map(field -> e.at(face.field(field))).orElse(e);
        }
    }

    private static ProviderWire wire(ProviderSettings provider, Model model) {
        return switch (provider.protocol()) {
            case OPENAI -> {
                Quirks quirks = quirks(provider, model);
                yield ResponsesOnly.is(provider.name(), model.upstreamName())
                        ? new ResponsesWire(quirks.provider())
                        : new ChatWire(quirks);
            }
            case ANTHROPIC -> new MessagesWire();
            case GEMINI -> new GeminiWire(GeminiApi.GENERATIVE_LANGUAGE);
            case VERTEX ->
                    VertexMessagesWire.serves(model.upstreamName())
                            ? new VertexMessagesWire()
                            : new GeminiWire(GeminiApi.VERTEX);
            case BEDROCK -> new ConverseWire();
            case COHERE -> new CohereWire();
        };
    }

    private static Translation embeddings(
            ProviderSettings provider, Model model, ObjectNode request) {
        ProviderWire wire = wire(provider, model);
        return switch (provider.protocol()) {
            case GEMINI -> EmbeddingTranslations.gemini(model, request, wire);
            case COHERE -> EmbeddingTranslations.cohere(model, request, wire);
            case OPENAI, ANTHROPIC, VERTEX, BEDROCK -> throw notSpoken(Endpoint.EMBEDDINGS, model);
        };
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

    /**
     * Whether a call's marks of an hour reach a model that caches for so long, while its provider
     * does not tell what stays: in OpenAI's protocol, which has no count of it. Marks go out as
     * they came where nothing is translated, whoever the provider is.
     */
    static boolean hidesLongCaching(Endpoint endpoint, ProviderSettings provider, Model model) {
        return provider.protocol() == Protocol.OPENAI
                && ChatWire.cachesForLong(model.upstreamName())
                && (Quirks.of(provider.name()).take(Feature.CACHE_MARKS)
                        || !needed(endpoint, provider, model));
    }
}

package io.alfred.providers.wires;

import io.alfred.providers.wires.Quirks.Asking;
import io.alfred.providers.wires.Quirks.Counting;
import io.alfred.providers.wires.Quirks.Documents;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.Quirks.OutputField;
import io.alfred.providers.wires.Quirks.Prefill;
import io.alfred.providers.wires.Quirks.Telling;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The hosted providers whose differences were looked up. */
final class KnownQuirks {
    private static final Pattern NOT_PLAIN = Pattern.compile("[^a-z0-9]");

    /** As many as there are providers; every call asks. */
    private static final Map<String, Quirks> ASKED_FOR = new ConcurrentHashMap<>();

    private static final Quirks OPENAI =
            new Quirks(
                    "OpenAI",
                    OutputField.MAX_COMPLETION_TOKENS,
                    Asking.EFFORT,
                    Telling.NOT_AT_ALL,
                    Counting.INCLUDED,
                    Documents.FILE,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.standard(),
                            Feature.DEVELOPER_ROLE,
                            Feature.SERVICE_TIER,
                            Feature.TIER_PRICES,
                            Feature.END_USER,
                            Feature.REFUSALS));

    private static final Quirks AZURE =
            new Quirks(
                    "Azure OpenAI",
                    OutputField.MAX_COMPLETION_TOKENS,
                    Asking.EFFORT,
                    Telling.NOT_AT_ALL,
                    Counting.INCLUDED,
                    Documents.FILE,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.standard(),
                            Feature.SERVICE_TIER,
                            Feature.TIER_PRICES,
                            Feature.END_USER,
                            Feature.REFUSALS));

    private static final Quirks GROQ =
            new Quirks(
                    "Groq",
                    OutputField.MAX_COMPLETION_TOKENS,
                    Asking.EFFORT_AND_VIEW,
                    Telling.REASONING,
                    Counting.INCLUDED,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.choicesAndFormats(),
                            Feature.TIER_PRICES,
                            Feature.SEED,
                            Feature.PARALLEL_SWITCH,
                            Feature.END_USER,
                            Feature.REASONING_BACK));

    private static final Quirks MISTRAL =
            new Quirks(
                    "Mistral",
                    OutputField.MAX_TOKENS,
                    Asking.EFFORT,
                    Telling.CONTENT_PARTS,
                    Counting.INCLUDED,
                    Documents.DOCUMENT_URL,
                    Prefill.MARKED,
                    FeatureSets.with(
                            FeatureSets.choicesAndFormats(),
                            Feature.RANDOM_SEED,
                            Feature.PENALTIES,
                            Feature.PARALLEL_SWITCH,
                            Feature.STRICT_TOOLS,
                            Feature.REASONING_BACK,
                            Feature.MEDIA_IN_RESULTS,
                            Feature.NINE_CHARACTER_IDS));

    private static final Quirks TOGETHER =
            new Quirks(
                    "Together",
                    OutputField.MAX_TOKENS,
                    Asking.SWITCH,
                    Telling.REASONING,
                    Counting.INCLUDED,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.choicesAndFormats(),
                            Feature.STREAM_OPTIONS,
                            Feature.SEED,
                            Feature.PENALTIES,
                            Feature.TOP_K));

    private static final Quirks FIREWORKS =
            new Quirks(
                    "Fireworks",
                    OutputField.MAX_TOKENS,
                    Asking.EFFORT,
                    Telling.REASONING_CONTENT,
                    Counting.INCLUDED,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.choicesAndFormats(),
                            Feature.TIER_PRICES,
                            Feature.STREAM_OPTIONS,
                            Feature.SEED,
                            Feature.PENALTIES,
                            Feature.TOP_K,
                            Feature.PARALLEL_SWITCH,
                            Feature.END_USER,
                            Feature.REASONING_BACK));

    private static final Quirks DEEPSEEK =
            new Quirks(
                    "DeepSeek",
                    OutputField.MAX_TOKENS,
                    Asking.THINKING_TYPE,
                    Telling.REASONING_CONTENT,
                    Counting.CACHE_HITS,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.choices(),
                            Feature.STREAM_OPTIONS,
                            Feature.JSON_OBJECT,
                            Feature.PENALTIES,
                            Feature.REASONING_BACK));

    private static final Quirks XAI =
            new Quirks(
                    "xAI",
                    OutputField.MAX_COMPLETION_TOKENS,
                    Asking.EFFORT,
                    Telling.REASONING_CONTENT,
                    Counting.REASONING_APART,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.standard(), Feature.TIER_PRICES, Feature.END_USER));

    private static final Quirks OPENROUTER =
            new Quirks(
                    "OpenRouter",
                    OutputField.MAX_TOKENS,
                    Asking.OBJECT,
                    Telling.REASONING,
                    Counting.INCLUDED,
                    Documents.FILE_OR_LINK,
                    Prefill.PLAIN,
                    FeatureSets.with(
                            FeatureSets.standard(),
                            Feature.TIER_PRICES,
                            Feature.TOP_K,
                            Feature.END_USER,
                            Feature.CACHE_MARKS,
                            Feature.REASONING_BACK));

    private static final Quirks PERPLEXITY =
            new Quirks(
                    "Perplexity",
                    OutputField.MAX_TOKENS,
                    Asking.EFFORT,
                    Telling.NOT_AT_ALL,
                    Counting.SEARCHES_APART,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    EnumSet.of(
                            Feature.JSON_SCHEMA,
                            Feature.PENALTIES,
                            Feature.TOP_K,
                            Feature.PARALLEL_SWITCH,
                            Feature.STRICT_TOOLS,
                            Feature.TOOL_CHOICE_NONE,
                            Feature.TOOL_CHOICE_REQUIRED));

    private KnownQuirks() {}

    static Quirks of(String providerName) {
        return ASKED_FOR.computeIfAbsent(
                providerName, name -> find(name).orElseGet(() -> unknown(name)));
    }

    static boolean isKnown(String providerName) {
        return find(providerName).isPresent();
    }

    private static Optional<Quirks> find(String providerName) {
        String plain = NOT_PLAIN.matcher(providerName.toLowerCase(Locale.ROOT)).replaceAll("");
        return Optional.ofNullable(named(plain));
    }

    private static @Nullable Quirks named(String plain) {
        return switch (plain) {
            case "openai" -> OPENAI;
            case "azure", "azureopenai", "azurecognitiveservices" -> AZURE;
            case "groq" -> GROQ;
            case "mistral", "mistralai" -> MISTRAL;
            case "together", "togetherai" -> TOGETHER;
            case "fireworks", "fireworksai" -> FIREWORKS;
            case "deepseek" -> DEEPSEEK;
            case "xai", "grok" -> XAI;
            case "openrouter" -> OPENROUTER;
            case "perplexity" -> PERPLEXITY;
            case "ollama" -> LocalQuirks.OLLAMA;
            case "vllm" -> LocalQuirks.VLLM;
            case "lmstudio" -> LocalQuirks.LM_STUDIO;
            default -> null;
        };
    }

    /**
     * The protocol as OpenAI has it, in its older words, which more providers know. What OpenAI
     * itself does not have is refused.
     */
    private static Quirks unknown(String providerName) {
        return new Quirks(
                providerName,
                OutputField.MAX_TOKENS,
                Asking.EFFORT,
                Telling.REASONING_CONTENT,
                Counting.INCLUDED,
                Documents.FILE,
                Prefill.REFUSED,
                FeatureSets.standard());
    }
}

package io.alfred.providers.wires;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a provider differs from OpenAI's chat completions. Where each is documented stands in {@code
 * docs/providers/openai-compatible.md}.
 *
 * @param provider its name in refusals
 * @param outputField where the output bound goes
 * @param asking how reasoning is asked for
 * @param telling where reasoning is told
 * @param counting what the counts in {@code usage} include
 * @param documents how a document is shown
 * @param prefill what becomes of an assistant's words at the end of the dialogue
 * @param takes what else it can be told; what is missing is refused when a client asks for it
 */
public record Quirks(
        String provider,
        OutputField outputField,
        Asking asking,
        Telling telling,
        Counting counting,
        Documents documents,
        Prefill prefill,
        Set<Feature> takes) {
    public Quirks {
        takes = Set.copyOf(takes);
    }

    /**
     * Those of a provider by its name, in any case and with any dashes or blanks, such as {@code
     * Azure OpenAI} or {@code lm-studio}; a careful default for others.
     */
    public static Quirks of(String providerName) {
        return KnownQuirks.of(providerName);
    }

    /** Whether a provider's differences were looked up. */
    public static boolean known(String providerName) {
        return KnownQuirks.isKnown(providerName);
    }

    /** Whether the provider can be told so. */
    public boolean take(Feature feature) {
        return takes.contains(feature);
    }

    /** The same for a model that cannot be told so. */
    public Quirks without(Feature feature) {
        Set<Feature> fewer =
                takes.stream().filter(each -> each != feature).collect(Collectors.toSet());
        return new Quirks(
                provider, outputField, asking, telling, counting, documents, prefill, fewer);
    }

    /** The field of the output bound. */
    public enum OutputField {
        MAX_TOKENS("max_tokens"),
        MAX_COMPLETION_TOKENS("max_completion_tokens");

        private final String field;

        OutputField(String field) {
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /** How a provider is asked to reason. */
    public enum Asking {
        /** There is no field for it. */
        NOT_AT_ALL,
        /** {@code reasoning_effort}. */
        EFFORT,
        /** {@code reasoning_effort}, and {@code include_reasoning} to see it. */
        EFFORT_AND_VIEW,
        /** {@code reasoning: {effort | max_tokens, exclude}}. */
        OBJECT,
        /** {@code thinking: {type}}, and {@code reasoning_effort} for how much. */
        THINKING_TYPE,
        /** {@code reasoning: {enabled: false}} for none, else {@code reasoning_effort}. */
        SWITCH
    }

    /** Where an answer tells its reasoning, and a request tells it back. */
    public enum Telling {
        NOT_AT_ALL,
        REASONING_CONTENT,
        REASONING,
        /** {@code content} is a list with parts of type {@code thinking}. */
        CONTENT_PARTS
    }

    /** What the counts in {@code usage} mean. */
    public enum Counting {
        /** As OpenAI: cached tokens are part of the prompt, reasoning is part of the completion. */
        INCLUDED,
        /** xAI: reasoning is counted beside the completion. */
        REASONING_APART,
        /** DeepSeek: the cached part of the prompt stands in fields of its own. */
        CACHE_HITS,
        /** Perplexity: what it searched and reasoned is counted beside prompt and completion. */
        SEARCHES_APART
    }

    /** How a document is shown. */
    public enum Documents {
        NOT_AT_ALL,
        /** OpenAI's {@code file} part, inline or by its id. */
        FILE,
        /** The same, where {@code file_data} may also be a link. */
        FILE_OR_LINK,
        /** Mistral's {@code document_url} part. */
        DOCUMENT_URL
    }

    /** What becomes of an assistant's words at the end of the dialogue. */
    public enum Prefill {
        /** They would be answered, not continued. */
        REFUSED,
        /** They are continued. */
        PLAIN,
        /** They are continued when marked with {@code prefix}. */
        MARKED
    }

    /** What a provider can be told beyond messages, tools, temperature, top-p and stop texts. */
    public enum Feature {
        DEVELOPER_ROLE,
        /** {@code stream_options.include_usage}; without it, usage comes unasked. */
        STREAM_OPTIONS,
        JSON_OBJECT,
        JSON_SCHEMA,
        /** {@code strict} of a tool. */
        STRICT_TOOLS,
        SEED,
        /** The seed is called {@code random_seed}. */
        RANDOM_SEED,
        PENALTIES,
        TOP_K,
        PARALLEL_SWITCH,
        TOOL_CHOICE_NONE,
        TOOL_CHOICE_REQUIRED,
        TOOL_CHOICE_NAMED,
        /** {@code service_tier}, where leaving it out can mean a dearer one. */
        SERVICE_TIER,
        /** Nothing to be told: it sells service tiers, so that a tier in an answer is a price. */
        TIER_PRICES,
        /** {@code user}, a hint. */
        END_USER,
        /** {@code cache_control} in content parts, a hint. */
        CACHE_MARKS,
        /** {@code refusal} of an assistant's message. */
        REFUSALS,
        /** Reasoning of earlier turns may, or must, be sent back. */
        REASONING_BACK,
        /** Pictures and documents may stand in a tool's result. */
        MEDIA_IN_RESULTS,
        /** Names of tool calls have to be nine letters and digits. */
        NINE_CHARACTER_IDS
    }
}

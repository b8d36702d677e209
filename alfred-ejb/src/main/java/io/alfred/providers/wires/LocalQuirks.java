package io.alfred.providers.wires;

import io.alfred.providers.wires.Quirks.Asking;
import io.alfred.providers.wires.Quirks.Counting;
import io.alfred.providers.wires.Quirks.Documents;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.Quirks.OutputField;
import io.alfred.providers.wires.Quirks.Prefill;
import io.alfred.providers.wires.Quirks.Telling;

import java.util.EnumSet;

/** The servers that run on own machines and whose differences were looked up. */
final class LocalQuirks {
    static final Quirks OLLAMA =
            new Quirks(
                    "Ollama",
                    OutputField.MAX_TOKENS,
                    Asking.EFFORT,
                    Telling.REASONING,
                    Counting.INCLUDED,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            EnumSet.of(Feature.JSON_OBJECT, Feature.JSON_SCHEMA),
                            Feature.STREAM_OPTIONS,
                            Feature.SEED,
                            Feature.PENALTIES,
                            Feature.REASONING_BACK));

    static final Quirks VLLM =
            new Quirks(
                    "vLLM",
                    OutputField.MAX_TOKENS,
                    Asking.EFFORT,
                    Telling.REASONING,
                    Counting.INCLUDED,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    FeatureSets.with(
                            FeatureSets.choicesAndFormats(),
                            Feature.STREAM_OPTIONS,
                            Feature.SEED,
                            Feature.PENALTIES,
                            Feature.TOP_K,
                            Feature.PARALLEL_SWITCH,
                            Feature.REASONING_BACK));

    static final Quirks LM_STUDIO =
            new Quirks(
                    "LM Studio",
                    OutputField.MAX_TOKENS,
                    Asking.NOT_AT_ALL,
                    Telling.REASONING_CONTENT,
                    Counting.INCLUDED,
                    Documents.NOT_AT_ALL,
                    Prefill.REFUSED,
                    EnumSet.of(
                            Feature.STREAM_OPTIONS,
                            Feature.JSON_SCHEMA,
                            Feature.SEED,
                            Feature.PENALTIES,
                            Feature.TOP_K,
                            Feature.TOOL_CHOICE_NONE,
                            Feature.TOOL_CHOICE_REQUIRED));

    private LocalQuirks() {}
}

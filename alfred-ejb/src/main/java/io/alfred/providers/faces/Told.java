package io.alfred.providers.faces;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all faces say in the same way. */
final class Told {
    /** The strongest word that either vendor has is the strongest step there is. */
    static final Map<String, Effort> EFFORTS =
            Map.of(
                    "none", Effort.NONE,
                    "minimal", Effort.MINIMAL,
                    "low", Effort.LOW,
                    "medium", Effort.MEDIUM,
                    "high", Effort.HIGH,
                    "xhigh", Effort.XHIGH,
                    "max", Effort.XHIGH);

    static final String FAILED = "the provider failed while it was answering";

    private Told() {}

    /** The provider's words, only if they are about the request. */
    static Optional<Refused> own(ProviderError error) {
        return error.callersMistake()
                ? Optional.of(error.refused(400, Optional.empty()))
                : Optional.empty();
    }

    /** A provider's id under the client's prefix. */
    static String id(String prefix, Optional<String> id, String otherwise) {
        String known = id.filter(text -> !text.isEmpty()).orElse(otherwise);
        return known.startsWith(prefix) ? known : prefix + known;
    }

    /** Clients call tools only when the reason says so, and not every provider does. */
    static StopReason stop(StopReason reason, boolean calls) {
        return reason == StopReason.DONE && calls ? StopReason.TOOL_CALLS : reason;
    }

    /** Input tokens that neither came from a cache nor went into one. */
    static long fresh(TokenUsage usage) {
        return usage.prompt() - usage.cachedRead() - usage.cachedWrite();
    }

    /** A choice that the tools allow. */
    static ToolChoice choice(Fields fields, ToolChoice choice, List<Tool> tools) {
        switch (choice) {
            case ToolChoice.Named named -> {
                if (tools.stream().noneMatch(tool -> tool.name().equals(named.name()))) {
                    throw fields.wrong(
                            "tool_choice",
                            "names a function that is not in tools",
                            "name one of the tools, or send \"auto\"");
                }
            }
            case ToolChoice.Any any -> {
                if (tools.isEmpty()) {
                    throw fields.wrong(
                            "tool_choice", "wants a tool called, but there is none", "send tools");
                }
            }
            case ToolChoice.Auto ignored -> {
                // with or without tools
            }
            case ToolChoice.None ignored -> {
                // with or without tools
            }
        }
        return choice;
    }
}

package io.alfred.providers.wires;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Models of OpenAI's that answer at {@code /v1/responses} only; at {@code /v1/chat/completions}
 * OpenAI answers 404, Azure 400.
 *
 * <p>Their names follow rules, so that next year's are known too. Sources: the SDK's {@code
 * ResponsesModel}, which lists what is no {@code ChatModel}, and Azure's table of features; both
 * stand in {@code docs/providers/openai-compatible.md}. Other hosts of these models take chats for
 * them.
 */
public final class ResponsesOnly {
    private static final Set<String> HOSTS =
            Set.of(Quirks.of("openai").provider(), Quirks.of("azure").provider());

    private static final String SNAPSHOT = "(?:-\\d{4}-\\d{2}-\\d{2})?";

    private static final Pattern MODELS =
            Pattern.compile(
                    "(?:"
                            // gpt-5-codex, gpt-5.1-codex-max, gpt-5.3-codex-spark
                            + "gpt-\\d+(?:\\.\\d+)?-codex(?:-[a-z]+)*"
                            // Azure's name, and OpenAI's
                            + "|codex-mini(?:-latest)?"
                            // gpt-5-pro, gpt-5.5-pro, gpt-5.6-cyber
                            + "|gpt-\\d+(?:\\.\\d+)?-(?:pro|cyber)"
                            + "|gpt-daybreak-[a-z]+-latest"
                            // o1-pro, o3-pro, o3-deep-research, o4-mini-deep-research
                            + "|o\\d+-pro"
                            + "|o\\d+(?:-mini)?-deep-research"
                            + "|computer-use-preview"
                            + ")"
                            + SNAPSHOT);

    private static final Pattern WITHOUT_SUMMARIES = Pattern.compile("o\\d+-pro" + SNAPSHOT);

    private ResponsesOnly() {}

    /**
     * Whether a model has to be asked at {@code /v1/responses}.
     *
     * @param providerName in any spelling that {@link Quirks#of} knows
     * @param upstreamName the provider's own name of the model; at Azure that of its deployment,
     *     which has to follow the model's to be known
     */
    public static boolean is(String providerName, String upstreamName) {
        return HOSTS.contains(Quirks.of(providerName).provider())
                && MODELS.matcher(upstreamName).matches();
    }

    /** Whether a model of these can be asked to sum up its reasoning. */
    public static boolean summarizes(String upstreamName) {
        return !WITHOUT_SUMMARIES.matcher(upstreamName).matches();
    }
}

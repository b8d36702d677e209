package io.alfred.providers.faces;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What OpenAI's chat and other protocols call the same field. */
final class FieldNames {
    static final Map<String, String> OF_MESSAGES =
            Map.of(
                    "response_format", "output_config.format",
                    "parallel_tool_calls", "tool_choice.disable_parallel_tool_use",
                    "reasoning_effort", "output_config.effort",
                    "stop", "stop_sequences",
                    "user", "metadata.user_id",
                    "max_completion_tokens", "max_tokens");

    static final Map<String, String> OF_RESPONSES =
            Map.of(
                    "response_format", "text.format",
                    "reasoning_effort", "reasoning.effort",
                    "max_completion_tokens", "max_output_tokens",
                    "max_tokens", "max_output_tokens",
                    "messages", "input");

    private static final Pattern TOOL = Pattern.compile("(tools\\[\\d+])\\.function(.*)");

    private FieldNames() {}

    /** The other protocol's name of a path. */
    static String in(Map<String, String> names, String path) {
        Matcher tool = TOOL.matcher(path);
        if (tool.matches()) {
            return tool.group(1) + tool.group(2);
        }
        int end = path.length();
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '[' || c == '.') {
                end = i;
            }
        }
        String first = path.substring(0, end);
        return names.getOrDefault(first, first) + path.substring(end);
    }
}

package io.alfred.providers.wires;

import java.util.regex.Pattern;

/**
 * Which models are served by OpenAI's own software, at OpenAI and at Azure; Azure hosts models of
 * other makers under the same address.
 */
public final class OpenAiModel {
    /** Not {@code gpt-oss}, whose weights anyone serves. */
    private static final Pattern NAMES =
            Pattern.compile("(?:gpt-(?!oss)|chatgpt-|o[1-9]|codex-|computer-use-).*");

    private OpenAiModel() {}

    /** Whether a name is that of such a model; one of a deployment has to follow its model's. */
    public static boolean is(String name) {
        return NAMES.matcher(name).matches();
    }
}

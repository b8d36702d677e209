package io.alfred.providers.bedrock;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose model it is, as far as its id tells: some things can be told only to models of one vendor.
 */
enum ModelFamily {
    ANTHROPIC,
    NOVA,
    GPT_OSS,
    /** An ARN that names no model, such as an application inference profile. */
    UNNAMED,
    OTHER;

    private static final String CLAUDE = "anthropic.";

    static ModelFamily of(String model) {
        String id = model.toLowerCase(Locale.ROOT);
        if (id.contains(CLAUDE)) {
            return ANTHROPIC;
        }
        if (id.contains("amazon.nova")) {
            return NOVA;
        }
        if (id.contains("openai.gpt-oss")) {
            return GPT_OSS;
        }
        boolean named = !id.startsWith("arn:") || id.contains(":foundation-model/");
        return named ? OTHER : UNNAMED;
    }

    /** The id of a model of Anthropic's without the region or the ARN around it. */
    static String idOfClaude(String model) {
        return model.substring(model.toLowerCase(Locale.ROOT).indexOf(CLAUDE));
    }

    /** Whether cache points in messages may be sent; other models refuse a request with one. */
    boolean takesCachePoints() {
        return switch (this) {
            case ANTHROPIC, NOVA, UNNAMED -> true;
            case GPT_OSS, OTHER -> false;
        };
    }

    /** Whether a cache point may follow the tools. */
    boolean takesToolCachePoint() {
        return switch (this) {
            case ANTHROPIC, UNNAMED -> true;
            case NOVA, GPT_OSS, OTHER -> false;
        };
    }

    /** How a model of Anthropic is told to think. */
    enum Thinking {
        /** It cannot. */
        NONE,
        /** By a budget of tokens. */
        BUDGET,
        /** By a budget or by an effort. */
        EITHER,
        /** By an effort. */
        EFFORT,
        /** By an effort, and it cannot be told not to. */
        ALWAYS;

        private static final Pattern FIRST = Pattern.compile("claude-(?:v\\d|instant|3)");
        private static final Pattern FOURTH =
                Pattern.compile("claude-(?:opus|sonnet|haiku)-4(?:-(\\d{1,2})(?!\\d))?");

        static Thinking of(String model) {
            String id = model.toLowerCase(Locale.ROOT);
            if (id.contains("claude-3-7")) {
                return BUDGET;
            }
            if (FIRST.matcher(id).find()) {
                return NONE;
            }
            if (id.contains("fable") || id.contains("mythos")) {
                return ALWAYS;
            }
            Matcher fourth = FOURTH.matcher(id);
            if (!fourth.find()) {
                return EFFORT;
            }
            int minor = fourth.group(1) == null ? 0 : Integer.parseInt(fourth.group(1));
            if (minor == 6) {
                return EITHER;
            }
            return minor < 6 ? BUDGET : EFFORT;
        }
    }
}

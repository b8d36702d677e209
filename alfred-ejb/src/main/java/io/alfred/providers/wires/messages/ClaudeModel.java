package io.alfred.providers.wires.messages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name tells about how it reasons.
 *
 * @param known whether the name tells a version; one that does not is taken for a new model
 * @param version 100 × the major plus the minor version, such as 407 for 4.7
 */
record ClaudeModel(boolean known, int version) {
    /** Also of names that Bedrock, Vertex AI and OpenRouter give; a date is no version. */
    private static final Pattern NAME =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[.-](\\d{1,2}))?(?!\\d)");

    private static final int FIRST_WITH_BUDGETS = 307;
    private static final int FIRST_ADAPTIVE = 406;
    private static final int FIRST_WITH_XHIGH = 407;
    private static final int FIRST_BY_ITSELF = 500;

    static ClaudeModel of(String model) {
        Matcher name = NAME.matcher(model);
        if (!name.find()) {
            return new ClaudeModel(false, 0);
        }
        int minor = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
        return new ClaudeModel(true, 100 * Integer.parseInt(name.group(1)) + minor);
    }

    /** Whether it reasons at all. */
    boolean reasons() {
        return !known || version >= FIRST_WITH_BUDGETS;
    }

    /** Whether it is told an effort and finds its budget itself. */
    boolean adaptive() {
        return !known || version >= FIRST_ADAPTIVE;
    }

    /** Whether it may reason without being asked to. */
    boolean reasonsUnasked() {
        return !known || version >= FIRST_BY_ITSELF;
    }

    /** Its word for the step above {@code high}. */
    String aboveHigh() {
        return !known || version >= FIRST_WITH_XHIGH ? "xhigh" : "max";
    }
}

package io.alfred.providers.gemini;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name tells about how it is asked to think.
 *
 * <p>A name without a version, such as {@code gemini-flash-latest}, counts as the newest: Google
 * moves such names on.
 *
 * @param name as in the path, such as {@code gemini-2.5-pro}
 */
record ModelName(String name, int major, int minor) {
    private static final Pattern VERSIONED =
            Pattern.compile("gemini-(\\d{1,3})(?:\\.(\\d{1,3}))?(?:-.*)?");
    private static final int NEWEST = Integer.MAX_VALUE;

    static ModelName of(String model) {
        Matcher versioned = VERSIONED.matcher(model);
        if (!versioned.matches()) {
            return new ModelName(model, NEWEST, 0);
        }
        String minor = versioned.group(2);
        return new ModelName(
                model,
                Integer.parseInt(versioned.group(1)),
                minor == null ? 0 : Integer.parseInt(minor));
    }

    /** From 3 on: levels of thinking, signatures that are checked, pictures in results. */
    boolean fromThree() {
        return major >= 3;
    }

    /** 2.5: budgets of tokens to think with. */
    boolean budgets() {
        return major == 2 && minor >= 5;
    }

    /** Pro models cannot be kept from thinking. */
    boolean pro() {
        return name.contains("-pro");
    }

    /** The first model with levels, which knows low and high only. */
    boolean twoLevels() {
        return major == 3 && minor == 0 && pro();
    }
}

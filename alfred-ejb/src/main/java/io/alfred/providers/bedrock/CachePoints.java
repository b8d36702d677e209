package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.CacheStay;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes marks of what to cache, as far as a model takes them.
 *
 * <p>A mark changes no answer, so what a model would refuse is left out: the mark, or the hour.
 */
record CachePoints(ModelFamily family, boolean forAnHour) {
    private static final Pattern BEFORE_FOURTH = Pattern.compile("claude-(?:v\\d|instant|[23])");
    private static final Pattern FOURTH =
            Pattern.compile("claude-(?:opus|sonnet|haiku)-4(?:-(\\d{1,2})(?!\\d))?");
    private static final int FIRST_MINOR_FOR_AN_HOUR = 5;

    static CachePoints of(String model) {
        ModelFamily family = ModelFamily.of(model);
        return new CachePoints(family, family == ModelFamily.ANTHROPIC && keepsAnHour(model));
    }

    /** Claude from 4.5 on. */
    private static boolean keepsAnHour(String model) {
        String id = model.toLowerCase(Locale.ROOT);
        Matcher fourth = FOURTH.matcher(id);
        if (fourth.find()) {
            return fourth.group(1) != null
                    && Integer.parseInt(fourth.group(1)) >= FIRST_MINOR_FOR_AN_HOUR;
        }
        return !BEFORE_FOURTH.matcher(id).find();
    }

    void inContent(CacheStay stay, ArrayNode content) {
        if (stay.marked() && family.takesCachePoints()) {
            write(stay, content);
        }
    }

    void afterTool(CacheStay stay, ArrayNode tools) {
        if (stay.marked() && family.takesToolCachePoint()) {
            write(stay, tools);
        }
    }

    private void write(CacheStay stay, ArrayNode list) {
        ObjectNode point = list.addObject().putObject("cachePoint").put("type", "default");
        if (forAnHour && stay == CacheStay.HOUR) {
            point.put("ttl", "1h");
        }
    }
}

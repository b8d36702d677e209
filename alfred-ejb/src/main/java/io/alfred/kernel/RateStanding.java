package io.alfred.kernel;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a caller stands with its tightest rate limits, and how both protocols tell it.
 *
 * @param requests null: no limit on requests applies
 * @param tokens null: no limit on tokens applies
 * @param retryAfter of a refusal: after which time the same call may be admitted; null where it
 *     never is
 */
public record RateStanding(
        @Nullable Quota requests, @Nullable Quota tokens, @Nullable Duration retryAfter)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No limit applies. */
    public static final RateStanding NONE = new RateStanding(null, null, null);

    /**
     * One limit.
     *
     * @param limit what may be used at once when nothing was used for a while
     * @param remaining what may be used now
     * @param reset after which time {@code remaining} is {@code limit}, if nothing is used
     */
    public record Quota(long limit, long remaining, Duration reset) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** A refusal, for so long. */
    public RateStanding retryAfter(Duration wait) {
        return new RateStanding(requests, tokens, wait);
    }

    /** The headers of the OpenAI protocol; times such as {@code 1.2s} or {@code 6m0s}. */
    public Map<String, String> openAiHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        openAi(headers, requests, "requests");
        openAi(headers, tokens, "tokens");
        retry(headers);
        return headers;
    }

    /** The headers of Anthropic's protocol; times in RFC 3339. */
    public Map<String, String> anthropicHeaders(Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        anthropic(headers, requests, "requests", now);
        anthropic(headers, tokens, "tokens", now);
        retry(headers);
        return headers;
    }

    private static void openAi(Map<String, String> headers, @Nullable Quota quota, String what) {
        if (quota != null) {
            headers.put("x-ratelimit-limit-" + what, Long.toString(quota.limit()));
            headers.put("x-ratelimit-remaining-" + what, Long.toString(quota.remaining()));
            headers.put("x-ratelimit-reset-" + what, spoken(quota.reset()));
        }
    }

    private static void anthropic(
            Map<String, String> headers, @Nullable Quota quota, String what, Instant now) {
        if (quota != null) {
            String prefix = "anthropic-ratelimit-" + what;
            headers.put(prefix + "-limit", Long.toString(quota.limit()));
            headers.put(prefix + "-remaining", Long.toString(quota.remaining()));
            // a whole second, and not before the limit is full again
            headers.put(
                    prefix + "-reset",
                    now.plus(quota.reset())
                            .plusNanos(999_999_999)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        }
    }

    /** Whole seconds for everybody, milliseconds for the official SDKs, which read them first. */
    private void retry(Map<String, String> headers) {
        if (retryAfter != null) {
            long ms = Math.max(1, ceilMillis(retryAfter));
            headers.put("Retry-After", Long.toString((ms + 999) / 1000));
            headers.put("retry-after-ms", Long.toString(ms));
        }
    }

    /** Rounded up to a millisecond: {@code 17ms}, {@code 1.2s}, {@code 6m0s}, {@code 2h0m5s}. */
    static String spoken(Duration time) {
        long ms = ceilMillis(time);
        if (ms < 1_000) {
            return ms == 0 ? "0s" : ms + "ms";
        }
        long minutes = ms / 60_000;
        String seconds = seconds(ms % 60_000);
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60
                ? minutes + "m" + seconds
                : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String seconds(long ms) {
        long rest = ms % 1_000;
        if (rest == 0) {
            return ms / 1_000 + "s";
        }
        String digits = Long.toString(1_000 + rest).substring(1);
        return ms / 1_000 + "." + digits.replaceAll("0+$", "") + "s";
    }

    private static long ceilMillis(Duration time) {
        return time.plusNanos(999_999).toMillis();
    }
}

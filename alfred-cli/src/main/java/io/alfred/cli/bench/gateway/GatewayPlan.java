package io.alfred.cli.bench.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code alfred bench gateway} measures.
 *
 * @param cases which samples are taken, of {@link #CASES}
 * @param rates calls a second of the open loop
 * @param seconds how long a sample lasts
 * @param rounds of all samples
 * @param warmUpSeconds how long nothing counts at first
 * @param connections of the closed loop
 * @param streams open at the same time, each with an event a second
 */
record GatewayPlan(
        List<String> cases,
        List<Integer> rates,
        int seconds,
        int rounds,
        int warmUpSeconds,
        int connections,
        int streams) {
    static final String JSON = "json";
    static final String SSE = "sse";
    static final String JSON_MAX = "json_max";
    static final String JSON_MAX_UNBOOKED = "json_max_unbooked";
    static final String SSE_MAX = "sse_max";
    static final String STREAMS = "streams";

    /** All cases in their order. */
    static final List<String> CASES =
            List.of(
                    JSON,
                    SSE,
                    JSON_MAX,
                    JSON_MAX_UNBOOKED,
                    SSE_MAX,
                    Subject.NOT_FOUND,
                    Subject.UNKNOWN_KEY,
                    Subject.OVER_LIMIT,
                    STREAMS);

    /** Events of an answer in the loads by rate and by connections. */
    static final Prompt EVENTS_AT_RATE = new Prompt(10, 5);

    static final Prompt EVENTS_AT_ONCE = new Prompt(10, 0);

    /** Events of one of many slow streams. */
    static final Prompt SLOW_EVENTS = new Prompt(15, 1000);

    GatewayPlan {
        cases = CASES.stream().filter(cases::contains).toList();
        rates = List.copyOf(rates);
    }

    boolean has(String name) {
        return cases.contains(name);
    }

    /** What the server is made warm with: the kinds of answers that are asked for later. */
    List<Prompt> warmingPrompts() {
        List<Prompt> prompts = new ArrayList<>();
        if (has(JSON) || has(JSON_MAX) || has(JSON_MAX_UNBOOKED)) {
            prompts.add(Prompt.WHOLE);
        }
        if (has(SSE) || has(SSE_MAX) || has(STREAMS)) {
            prompts.add(EVENTS_AT_ONCE);
        }
        return prompts;
    }
}

package io.alfred.cli.bench.gateway;

import java.util.List;

/**
 * What {@code alfred bench gateway} measures.
 *
 * @param rates calls a second of the open loop
 * @param seconds how long a sample lasts
 * @param rounds of all samples
 * @param warmUpSeconds how long nothing counts at first
 * @param connections of the closed loop
 * @param streams open at the same time, each with an event a second
 */
record GatewayPlan(
        List<Integer> rates,
        int seconds,
        int rounds,
        int warmUpSeconds,
        int connections,
        int streams) {
    /** Events of an answer in the loads by rate and by connections. */
    static final Prompt EVENTS_AT_RATE = new Prompt(10, 5);

    static final Prompt EVENTS_AT_ONCE = new Prompt(10, 0);

    /** Events of one of many slow streams. */
    static final Prompt SLOW_EVENTS = new Prompt(15, 1000);

    GatewayPlan {
        rates = List.copyOf(rates);
    }
}

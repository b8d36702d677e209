package io.alfred.cli.bench.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the clients were told, kept by the clients: Alfred's promises to be held against it. */
final class CallLog {
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicInteger hung = new AtomicInteger();
    private final LongAdder sent = new LongAdder();

    /** What a client saw of one call. */
    enum Outcome {
        /** A complete answer: an acknowledgement. */
        WHOLE,
        /** An answer that broke off, or ended in an error event. */
        BROKEN,
        /** The client itself left in the middle. */
        LEFT,
        /** The wallet said no; nothing may be held or charged. */
        REFUSED,
        /** {@code outcome_unknown}: nobody promised anything. */
        UNDECIDED,
        /** An error after the hold; the transaction must be in the books. */
        FAILED
    }

    /**
     * One call of which the client knows the transaction.
     *
     * @param nanos the cost the client was told or can compute; empty if it was not
     */
    record Call(String tx, Outcome outcome, Optional<Long> nanos) {}

    void sent() {
        sent.increment();
    }

    void add(Call call) {
        calls.add(call);
    }

    /** Counts an answer by its status and code, for the report. */
    void answered(String kind) {
        answers.computeIfAbsent(kind, none -> new LongAdder()).increment();
    }

    /** No answer although far more time passed than any bound of Alfred's allows. */
    void hung() {
        hung.incrementAndGet();
    }

    int hungCalls() {
        return hung.get();
    }

    long sentCalls() {
        return sent.sum();
    }

    List<Call> calls() {
        return new ArrayList<>(calls);
    }

    Map<String, Long> answers() {
        Map<String, Long> counted = new TreeMap<>();
        answers.forEach((kind, count) -> counted.put(kind, count.sum()));
        return counted;
    }
}

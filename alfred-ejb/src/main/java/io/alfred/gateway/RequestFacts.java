package io.alfred.gateway;

import io.alfred.identity.Caller;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What the request log tells of one request; filled while it is worked on.
 *
 * <p>Never content, names or keys: ids, a model, counts, an amount. Fields are volatile because the
 * log line is written by another thread than the one that relays.
 */
public final class RequestFacts {
    private volatile @Nullable String requestId;
    private volatile @Nullable Caller caller;
    private volatile @Nullable UUID txId;
    private volatile @Nullable String model;
    private volatile @Nullable TokenUsage usage;
    private volatile @Nullable BilledUnits units;
    private volatile @Nullable Credits cost;
    private volatile @Nullable String error;
    private volatile long upstreamMs = -1;
    private volatile long lowered;
    private volatile CallContext context = CallContext.NONE;

    /** The id that errors inside an answer name; the log has it from the answer's head. */
    public void requestId(String id) {
        requestId = id;
    }

    @Nullable String requestId() {
        return requestId;
    }

    public void caller(Caller value) {
        caller = value;
    }

    /** The wire name of the error the client got. */
    public void error(String code) {
        error = code;
    }

    void transaction(UUID id, String modelId) {
        txId = id;
        model = modelId;
    }

    /** What its headers say; malformed ones never get here. */
    void context(CallContext value) {
        context = value;
    }

    void lowered(long outputLimit) {
        lowered = outputLimit;
    }

    void settled(TokenUsage tokens, BilledUnits others, Credits amount) {
        usage = tokens;
        units = others;
        cost = amount;
    }

    void upstreamMs(long ms) {
        upstreamMs = ms;
    }

    /** The facts by their names in the log, absent ones left out. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Caller who = caller;
        if (who != null) {
            fields.put("key", who.keyId().toString());
            who.orgId().ifPresent(org -> fields.put("org", org.toString()));
        }
        put(fields, "tx", txId == null ? null : String.valueOf(txId));
        put(fields, "model", model);
        CallContext said = context;
        said.trace().ifPresent(trace -> fields.put("trace", TraceParent.text(trace.traceId())));
        said.parent().ifPresent(parent -> fields.put("parent", parent.toString()));
        if (said.dryRun()) {
            fields.put("dry_run", true);
        }
        if (lowered > 0) {
            fields.put("lowered_to", lowered);
        }
        TokenUsage tokens = usage;
        if (tokens != null) {
            fields.put("prompt_tokens", tokens.prompt());
            fields.put("completion_tokens", tokens.completion());
            putIfAny(fields, "audio_prompt_tokens", tokens.audioPrompt());
            putIfAny(fields, "audio_completion_tokens", tokens.audioCompletion());
            tokens.tierApart().ifPresent(tier -> fields.put("service_tier", tier));
            fields.put("estimated", tokens.estimated());
        }
        BilledUnits others = units;
        if (others != null) {
            putIfAny(fields, "images", others.images());
            putIfAny(fields, "characters", others.characters());
            putIfAny(fields, "audio_seconds", others.audioSeconds());
        }
        Credits amount = cost;
        if (amount != null) {
            fields.put("cost", amount.toDecimal());
        }
        if (upstreamMs >= 0) {
            fields.put("upstream_ms", upstreamMs);
        }
        put(fields, "error", error);
        return fields;
    }

    private static void putIfAny(Map<String, Object> fields, String name, long number) {
        if (number > 0) {
            fields.put(name, number);
        }
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}

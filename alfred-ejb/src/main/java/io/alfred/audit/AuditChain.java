package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Links events to a chain: {@code hash = SHA-256(prev_hash ‖ payload)}.
 *
 * <p>Pure: it starts at a head, collects rows, and knows the new head. Whoever uses it writes rows
 * and head in one transaction or forgets it. Not safe for use by several threads.
 */
public final class AuditChain {
    /** Version of the payload format. */
    static final int FORMAT_VERSION = 1;

    private static final int FIELDS_MAX = 11;

    private final ChainHead before;
    private final MerkleFrontier tree;
    private final List<AuditRow> rows = new ArrayList<>();
    private long seq;
    private byte[] head;

    public AuditChain(ChainHead before) {
        this.before = before;
        this.tree = MerkleFrontier.of(before.seq(), before.frontier());
        this.seq = before.seq();
        this.head = before.head();
    }

    /**
     * Links one event to the end.
     *
     * @param atMicros microseconds since 1970 UTC
     */
    public AuditRow append(AuditEvent event, long atMicros) {
        byte[] payload = payload(event, seq + 1, atMicros);
        byte[] hash = Sha256.of(head, payload);
        AuditRow row =
                new AuditRow(
                        before.chainId(),
                        before.epoch(),
                        seq + 1,
                        atMicros,
                        event,
                        head,
                        hash,
                        payload);
        tree.add(hash);
        seq++;
        head = hash;
        rows.add(row);
        return row;
    }

    /** The head this chain started from. */
    public ChainHead before() {
        return before;
    }

    /** The head after the appended rows. */
    public ChainHead after() {
        return new ChainHead(before.chainId(), before.epoch(), seq, head, tree.encoded());
    }

    /** The rows appended so far, in order. */
    public List<AuditRow> rows() {
        return List.copyOf(rows);
    }

    private byte[] payload(AuditEvent event, long rowSeq, long atMicros) {
        // In the order of the keys, so that nothing has to be sorted.
        Map<String, Object> fields = LinkedHashMap.newLinkedHashMap(FIELDS_MAX);
        putIfPresent(fields, "actor", event.actorId());
        fields.put("at", atMicros);
        fields.put("chain", before.chainId());
        fields.put("data", event.data());
        fields.put("epoch", before.epoch());
        fields.put("kind", event.kind().name());
        putIfPresent(fields, "org", event.orgId());
        fields.put("seq", rowSeq);
        putIfPresent(fields, "subject", event.subjectId());
        putIfPresent(fields, "tx", event.txId());
        fields.put("v", FORMAT_VERSION);
        return CanonicalJson.bytes(fields);
    }

    private static void putIfPresent(Map<String, Object> fields, String key, @Nullable UUID id) {
        if (id != null) {
            fields.put(key, id);
        }
    }
}

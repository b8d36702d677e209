package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One thing that happened, before it has a place in a chain.
 *
 * <p>Values of {@code data} are strings, integers, booleans, ids, lists and maps of these; amounts
 * are nano-credits. Never a name, a mail address, a prompt or a key: the log outlives the right to
 * them.
 */
public record AuditEvent(
        AuditKind kind,
        @Nullable UUID orgId,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        @Nullable UUID txId,
        SortedMap<String, Object> data) {

    public AuditEvent {
        data = data instanceof Checked ? data : new Checked(data);
    }

    /**
     * Data that was copied and checked. Why a class: an event is built in steps, each of which
     * makes a new record, and a batch has a thousand events.
     */
    private static final class Checked extends TreeMap<String, Object> {
        private static final long serialVersionUID = 1L;

        Checked(Map<String, Object> data) {
            super(data);
            CanonicalJson.requireWritable(data);
        }
    }

    /** The data, sorted by key; not to be changed. */
    @Override
    public SortedMap<String, Object> data() {
        return Collections.unmodifiableSortedMap(data);
    }

    public static AuditEvent of(AuditKind kind) {
        return new AuditEvent(kind, null, null, null, null, Collections.emptySortedMap());
    }

    public static AuditEvent of(AuditKind kind, Map<String, Object> data) {
        return new AuditEvent(kind, null, null, null, null, new Checked(data));
    }

    public AuditEvent org(@Nullable UUID id) {
        return new AuditEvent(kind, id, actorId, subjectId, txId, data);
    }

    public AuditEvent actor(@Nullable UUID id) {
        return new AuditEvent(kind, orgId, id, subjectId, txId, data);
    }

    public AuditEvent subject(@Nullable UUID id) {
        return new AuditEvent(kind, orgId, actorId, id, txId, data);
    }

    public AuditEvent tx(@Nullable UUID id) {
        return new AuditEvent(kind, orgId, actorId, subjectId, id, data);
    }

    public AuditEvent with(String key, Object value) {
        TreeMap<String, Object> more = new TreeMap<>(data);
        more.put(key, value);
        return new AuditEvent(kind, orgId, actorId, subjectId, txId, more);
    }
}

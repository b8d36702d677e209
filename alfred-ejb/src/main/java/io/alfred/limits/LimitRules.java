package io.alfred.limits;

import io.alfred.identity.Caller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** All limits at one moment, found by whom they concern. */
public final class LimitRules {
    static final LimitRules NONE = new LimitRules(-1, List.of());

    private final long version;
    private final Map<UUID, List<RateLimit>> bySubject = new HashMap<>();
    private final Map<UUID, RateLimit> byId = new HashMap<>();

    /**
     * Limits as read.
     *
     * @param version of the limits in the database
     */
    LimitRules(long version, List<RateLimit> limits) {
        this.version = version;
        for (RateLimit limit : limits) {
            byId.put(limit.id(), limit);
            bySubject.computeIfAbsent(limit.subject().id(), id -> new ArrayList<>()).add(limit);
        }
    }

    long version() {
        return version;
    }

    /** The limits that a call of this caller may meet, from the narrowest subject on. */
    List<RateLimit> of(Caller caller) {
        if (bySubject.isEmpty()) {
            return List.of();
        }
        List<RateLimit> found = new ArrayList<>();
        add(found, Optional.of(caller.keyId()));
        add(found, caller.userId());
        add(found, caller.teamId());
        add(found, caller.orgId());
        return found;
    }

    Optional<RateLimit> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    private void add(List<RateLimit> found, Optional<UUID> subject) {
        subject.map(bySubject::get).ifPresent(found::addAll);
    }
}

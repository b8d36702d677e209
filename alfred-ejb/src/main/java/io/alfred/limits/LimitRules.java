package io.alfred.limits;

import io.alfred.identity.Caller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** All limits at one moment, found by whom they concern. */
final class LimitRules {
    static final LimitRules NONE = new LimitRules(-1, List.of(), Map.of());

    private final long version;
    private final Map<UUID, List<RateLimit>> bySubject = new HashMap<>();
    private final Map<UUID, RateLimit> byId = new HashMap<>();
    private final Map<UUID, UUID> teamOfUser;

    /**
     * Limits as read.
     *
     * @param version of the limits in the database
     * @param teamOfUser the members of teams that have limits
     */
    LimitRules(long version, List<RateLimit> limits, Map<UUID, UUID> teamOfUser) {
        this.version = version;
        this.teamOfUser = Map.copyOf(teamOfUser);
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
        add(found, caller.userId().map(teamOfUser::get));
        add(found, caller.orgId());
        return found;
    }

    /** Whether a member may have come to a team although no limit has changed. */
    boolean hasTeams() {
        return byId.values().stream()
                .anyMatch(limit -> limit.subject().kind() == Subject.Kind.TEAM);
    }

    Optional<RateLimit> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    private void add(List<RateLimit> found, Optional<UUID> subject) {
        subject.map(bySubject::get).ifPresent(found::addAll);
    }
}

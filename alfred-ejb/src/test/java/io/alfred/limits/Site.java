package io.alfred.limits;

import io.alfred.identity.Caller;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Limits of one caller, and any number of processes that heed them. */
final class Site {
    final TestClock clock = new TestClock();
    final MemoryLeases database = new MemoryLeases(clock);
    final UUID org = Ids.next();
    final UUID team = Ids.next();
    final UUID user = Ids.next();
    final UUID key = Ids.next();
    final Caller caller =
            new Caller(
                    user,
                    "user",
                    Role.MEMBER,
                    Optional.of(org),
                    key,
                    Optional.of(user),
                    Optional.of(team),
                    Optional.empty(),
                    true,
                    false,
                    OptionalLong.empty());
    private final List<RateLimit> limits = new ArrayList<>();

    /** One process. */
    record Node(LimitDesk desk, MemoryLeases.Client database) {
        /** Whether a call is admitted; it ends at once. */
        boolean admits(Caller caller) {
            try (Permit permit = desk.admit(caller)) {
                return permit.standing() != null;
            } catch (AlfredException e) {
                return false;
            }
        }

        /** The background round; one that fails is followed by another. */
        void report() {
            try {
                desk.report();
            } catch (IllegalStateException e) {
                // cut off
            }
        }

        /** How many of so many calls are admitted, one after the other. */
        int admitted(Caller caller, int calls) {
            int count = 0;
            for (int i = 0; i < calls; i++) {
                count += admits(caller) ? 1 : 0;
            }
            return count;
        }
    }

    Node node() {
        MemoryLeases.Client process = database.process();
        return new Node(
                new LimitDesk(
                        last -> new LimitRules(limits.size(), limits),
                        process,
                        clock::nanos,
                        clock),
                process);
    }

    /** Sets a limit before the first node is asked. */
    RateLimit limit(Subject.Kind kind, Optional<String> models, Allowance allowance) {
        UUID subject =
                switch (kind) {
                    case KEY -> key;
                    case USER -> user;
                    case TEAM -> team;
                    case ORG -> org;
                };
        RateLimit limit =
                new RateLimit(Ids.next(), org, new Subject(kind, subject), models, allowance);
        limits.add(limit);
        for (Meter meter : Meter.values()) {
            allowance.rate(meter).ifPresent(rate -> database.add(limit.bucket(meter), rate));
        }
        return limit;
    }

    static Allowance requests(int perMinute, int burst) {
        return new Allowance(
                Optional.of(perMinute), Optional.of(burst), Optional.empty(), Optional.empty());
    }

    static Allowance tokens(long perMinute) {
        return new Allowance(
                Optional.empty(), Optional.empty(), Optional.of(perMinute), Optional.empty());
    }

    static Allowance concurrent(int calls) {
        return new Allowance(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(calls));
    }
}

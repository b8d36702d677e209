package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A locked wallet row while a batch is decided. Amounts are nano-credits. */
final class WalletLine {
    private final UUID id;
    private final UUID orgId;
    private final @Nullable String modelPattern;
    private List<UUID> path;
    private Standing standing;
    private Rules rules;
    private PeriodLine current;
    private int warned;
    private SpendRate rate;
    private boolean changed;
    private boolean rulesChanged;
    private boolean isNew;

    WalletLine(Place place, Standing standing, Rules rules, PeriodLine current, Marks marks) {
        this.id = place.id();
        this.orgId = place.orgId();
        this.path = List.copyOf(place.path());
        this.modelPattern = place.modelPattern();
        this.standing = standing;
        this.rules = rules;
        this.current = current;
        this.warned = marks.warned();
        this.rate = marks.rate();
    }

    /**
     * Which wallet it is.
     *
     * @param path this wallet first, its root last
     * @param modelPattern of a model limit: the models it limits
     */
    record Place(UUID id, UUID orgId, List<UUID> path, @Nullable String modelPattern) {}

    /** Whether it lets money out, who stopped it until when, and what was said about it. */
    record Standing(
            WalletState state,
            @Nullable FrozenBy frozenBy,
            @Nullable Instant frozenUntil,
            @Nullable String reason) {
        static final Standing ACTIVE = new Standing(WalletState.ACTIVE, null, null, null);

        static Standing frozen(FrozenBy by, @Nullable Instant until, String reason) {
            return new Standing(WalletState.FROZEN, by, until, reason);
        }
    }

    /**
     * What an operator has set.
     *
     * @param base the recurring limit; null: none of its own
     * @param softLimits percent, ascending; null: the installation's default
     * @param onShortage what becomes of its callers' calls that do not fit
     * @param modelLimits how many model limits lie below it
     */
    record Rules(
            Period period,
            boolean carryOver,
            @Nullable Long base,
            @Nullable List<Integer> softLimits,
            OnShortage onShortage,
            int modelLimits) {
        static final Rules NONE = new Rules(Period.NONE, false, null, null, OnShortage.REFUSE, 0);

        Rules withBase(@Nullable Long newBase) {
            return new Rules(period, carryOver, newBase, softLimits, onShortage, modelLimits);
        }

        Rules withPeriod(Period newPeriod, boolean newCarryOver) {
            return new Rules(newPeriod, newCarryOver, base, softLimits, onShortage, modelLimits);
        }

        Rules withSoftLimits(@Nullable List<Integer> percents) {
            return new Rules(period, carryOver, base, percents, onShortage, modelLimits);
        }

        Rules withOnShortage(OnShortage choice) {
            return new Rules(period, carryOver, base, softLimits, choice, modelLimits);
        }

        Rules withModelLimits(int count) {
            return new Rules(period, carryOver, base, softLimits, onShortage, count);
        }
    }

    /** What the wallet has seen in this period: the highest soft limit, and its recent spending. */
    record Marks(int warned, SpendRate rate) {
        static final Marks NONE = new Marks(0, SpendRate.NONE);
    }

    /** The three counters of a wallet, as stored. */
    record Counters(@Nullable Long allotted, long held, long spent) {}

    /** A wallet that this batch opens. */
    static WalletLine fresh(Place place, Rules rules, PeriodLine current) {
        WalletLine line = new WalletLine(place, Standing.ACTIVE, rules, current, Marks.NONE);
        line.isNew = true;
        return line;
    }

    UUID id() {
        return id;
    }

    UUID orgId() {
        return orgId;
    }

    /** This wallet first, its root last. */
    List<UUID> path() {
        return path;
    }

    /** Whether it limits the models of the wallet above it. */
    boolean isModelLimit() {
        return modelPattern != null;
    }

    @Nullable String modelPattern() {
        return modelPattern;
    }

    /** Whether this model limit is about the model, such as {@code openai/gpt-4o}. */
    boolean limits(String model) {
        String pattern = modelPattern;
        return pattern != null
                && (pattern.endsWith("*")
                        ? model.startsWith(pattern.substring(0, pattern.length() - 1))
                        : model.equals(pattern));
    }

    WalletState state() {
        return standing.state();
    }

    Standing standing() {
        return standing;
    }

    Rules rules() {
        return rules;
    }

    /** The period in which new calls count. */
    PeriodLine current() {
        return current;
    }

    Counters counters() {
        return current.counters();
    }

    int warned() {
        return warned;
    }

    SpendRate rate() {
        return rate;
    }

    boolean isNew() {
        return isNew;
    }

    /** Whether counters or marks are to be written. */
    boolean changed() {
        return changed || current.changed();
    }

    /** Whether anything else is to be written. */
    boolean rulesChanged() {
        return rulesChanged;
    }

    /** What may still be held, or {@link Long#MAX_VALUE} without a limit; may be negative. */
    long free() {
        return current.free();
    }

    void allot(@Nullable Long newAllotted) {
        current.allot(newAllotted);
    }

    void warn(int percent) {
        warned = percent;
        changed = true;
    }

    void rate(SpendRate newRate) {
        if (!newRate.equals(rate)) {
            rate = newRate;
            changed = true;
        }
    }

    void stand(Standing newStanding) {
        standing = newStanding;
        rulesChanged = true;
    }

    void rule(Rules newRules) {
        rules = newRules;
        rulesChanged = true;
    }

    void moveTo(List<UUID> newPath) {
        path = List.copyOf(newPath);
        rulesChanged = true;
    }

    /**
     * Begins a new period.
     *
     * @return the period that is over, to be written on its own
     */
    PeriodLine renew(PeriodLine next) {
        PeriodLine over = current;
        over.endAt(next.start());
        current = next;
        current.touch();
        warned = 0;
        changed = true;
        rulesChanged = true;
        return over;
    }
}

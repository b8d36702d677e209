package io.alfred.catalog;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What can be called right now: shipped facts with the operator's providers and prices on top.
 *
 * <p>Readers share one immutable snapshot. It is read again when it is a second old or this node
 * changed something, by one reader while the others go on with what they have. When the database
 * does not answer, the last snapshot stays; without any, calls fail with {@code OVERLOADED}.
 */
@ApplicationScoped
public class Catalog {
    /** A snapshot serves so many milliseconds before it is read again. */
    static final long SNAPSHOT_MAX_AGE_MS = 1_000;

    private static final System.Logger LOG = System.getLogger(Catalog.class.getName());

    private final CatalogConfig config;
    private final Supplier<CatalogRows> source;
    private final LongSupplier nanoTime;
    private final ReentrantLock reload = new ReentrantLock();
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable List<CatalogFile> shipped;
    private volatile @Nullable State state;

    private record State(
            CatalogSnapshot snapshot,
            CatalogRows rows,
            long loadedAtNanos,
            long change,
            boolean current) {}

    /** For the container's proxy only. */
    protected Catalog() {
        this(new CatalogConfig(false, BigDecimal.ONE), () -> CatalogRows.NONE, System::nanoTime);
    }

    @Inject
    Catalog(Config config, CatalogStore store) {
        this(CatalogConfig.read(config), store::read, System::nanoTime);
    }

    Catalog(CatalogConfig config, Supplier<CatalogRows> source, LongSupplier nanoTime) {
        this.config = config;
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /**
     * Finds a model by {@code provider/model}, or by its name alone when that is not ambiguous.
     *
     * @throws AlfredException {@code MODEL_NOT_FOUND} with the nearest names, {@code
     *     PROVIDER_UNAVAILABLE} when its provider is not set up or disabled, {@code
     *     MODEL_NOT_PRICED}, or {@code INVALID_REQUEST} for an ambiguous name
     */
    public Model resolve(String requested) {
        return resolve(requested, ModelKind.CHAT);
    }

    /**
     * The same for a model of a kind.
     *
     * @param kind what it is wanted for; a refusal says how such a model is priced
     */
    public Model resolve(String requested, ModelKind kind) {
        Model model = new ModelSearch(snapshot(), requested, kind).find();
        if (model.price().isEmpty()) {
            throw ModelSearch.notPriced(model.id(), model.kind());
        }
        return model;
    }

    /** A model at the price that an org has negotiated for it, if it has. */
    public Model forOrg(Optional<UUID> org, Model model) {
        return org.isEmpty() ? model : snapshot().forOrg(org.get(), model);
    }

    /** The models that a call would reach, by id. */
    public List<Model> available() {
        return snapshot().available();
    }

    /** All known models, those of providers that are not set up included, by id. */
    public List<Model> all() {
        return snapshot().all();
    }

    /** A provider that is set up. */
    public Optional<ProviderSettings> provider(String name) {
        return snapshot().provider(name);
    }

    /** The providers that are set up, the sandbox included while it is on, by name. */
    public List<ProviderSettings> providers() {
        return snapshot().providers();
    }

    /** What is published about providers, set up or not, by name. */
    public List<ProviderFacts> facts() {
        return snapshot().facts();
    }

    /** The rate between a provider's dollars and credits. */
    public BigDecimal creditsPerUsd() {
        return config.creditsPerUsd();
    }

    /**
     * Reads settings and shipped facts when the application starts, so that a wrong one stops it.
     */
    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        shippedFiles();
    }

    /** Makes the next reader see a change that this node just committed. */
    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) CatalogChanged event) {
        changes.incrementAndGet();
    }

    private CatalogSnapshot snapshot() {
        State known = state;
        if (known != null && fresh(known)) {
            return known.snapshot();
        }
        if (!claimReload(known)) {
            return known == null ? snapshotNow() : known.snapshot();
        }
        try {
            State latest = state;
            return (latest != null && fresh(latest) ? latest : read(latest)).snapshot();
        } finally {
            reload.unlock();
        }
    }

    private boolean fresh(State known) {
        return known.change() == changes.get()
                && nanoTime.getAsLong() - known.loadedAtNanos()
                        < TimeUnit.MILLISECONDS.toNanos(SNAPSHOT_MAX_AGE_MS);
    }

    /** Waits only when there is nothing to go on with, or a change of our own is to be seen. */
    private boolean claimReload(@Nullable State known) {
        if (known != null && known.change() == changes.get()) {
            return reload.tryLock();
        }
        try {
            return reload.tryLock(SNAPSHOT_MAX_AGE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private CatalogSnapshot snapshotNow() {
        State known = state;
        if (known == null) {
            throw unreadable();
        }
        return known.snapshot();
    }

    private State read(@Nullable State last) {
        long change = changes.get();
        State next;
        try {
            CatalogRows rows = source.get();
            // Thousands of models: put together again only when something has changed.
            CatalogSnapshot snapshot =
                    last != null && last.rows().equals(rows) ? last.snapshot() : compose(rows);
            next = new State(snapshot, rows, nanoTime.getAsLong(), change, true);
        } catch (RuntimeException e) {
            if (last == null) {
                throw e instanceof AlfredException told ? told : unreadable();
            }
            if (last.current()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the catalogue cannot be read, its last state stays in use: {0}",
                        e instanceof AlfredException told
                                ? told.message()
                                : e.getClass().getName());
            }
            next = new State(last.snapshot(), last.rows(), nanoTime.getAsLong(), change, false);
        }
        state = next;
        return next;
    }

    private CatalogSnapshot compose(CatalogRows rows) {
        return new CatalogSnapshot(
                shippedFiles(),
                CatalogEdit.files(rows, config.creditsPerUsd()),
                config.sandboxEnabled(),
                rows);
    }

    private List<CatalogFile> shippedFiles() {
        List<CatalogFile> files = shipped;
        if (files == null) {
            files = CatalogFile.shipped(config.creditsPerUsd());
            shipped = files;
        }
        return files;
    }

    private static AlfredException unreadable() {
        return new AlfredException(
                ErrorCode.OVERLOADED,
                "the catalogue cannot be read, the database does not answer",
                "try again shortly; see `alfred status`");
    }
}

package io.alfred.providers;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderFacts;
import io.alfred.catalog.ProviderSettings;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ServiceTier;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The providers that serve calls sooner which name no tier, as the operator says.
 *
 * <p>A name that changes nothing is told once, as soon as the catalogue is known: the operator
 * would believe that more is held.
 */
final class FastByDefault {
    private static final System.Logger LOG = System.getLogger(FastByDefault.class.getName());

    private final Set<String> names;
    private final Catalog catalog;
    private final AtomicBoolean told = new AtomicBoolean();

    FastByDefault(Set<String> names, Catalog catalog) {
        this.names = names;
        this.catalog = catalog;
    }

    boolean holds(String provider) {
        tellIdle();
        return names.contains(provider);
    }

    /** Warns of names that change nothing; without a catalogue, the next call does. */
    void tellIdle() {
        if (names.isEmpty() || told.get()) {
            return;
        }
        List<String> idle;
        try {
            idle = idle();
        } catch (AlfredException e) {
            LOG.log(System.Logger.Level.DEBUG, "the catalogue is not known yet");
            return;
        }
        if (told.compareAndSet(false, true)) {
            idle.forEach(what -> LOG.log(System.Logger.Level.WARNING, what));
        }
    }

    /** What is wrong with each name that changes nothing. */
    List<String> idle() {
        Set<String> known =
                Stream.concat(
                                catalog.facts().stream().map(ProviderFacts::name),
                                catalog.providers().stream().map(ProviderSettings::name))
                        .collect(Collectors.toSet());
        Set<String> priced =
                catalog.all().stream()
                        .filter(FastByDefault::isPriced)
                        .map(Model::provider)
                        .collect(Collectors.toSet());
        return names.stream()
                .filter(name -> !priced.contains(name))
                .sorted()
                .map(
                        name ->
                                "alfred.providers.fast-by-default changes nothing for \""
                                        + name
                                        + (known.contains(name)
                                                ? "\": none of its models has a price of priority,"
                                                        + " so the standard price is held"
                                                : "\": there is no such provider, see `alfred"
                                                        + " provider list`"))
                .toList();
    }

    private static boolean isPriced(Model model) {
        return model.price().flatMap(price -> price.inTier(ServiceTier.PRIORITY)).isPresent();
    }
}

package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class FastByDefaultTest {
    /** The shipped catalogue, which is not known at first. */
    private static final class LateCatalog extends Catalog {
        private int reads;

        @Override
        public List<Model> all() {
            if (++reads == 1) {
                throw new AlfredException(ErrorCode.OVERLOADED, "not yet", "later");
            }
            return super.all();
        }
    }

    @Test
    void names_that_change_nothing_are_told() {
        LateCatalog catalog = new LateCatalog();
        catalog.reads = 1;
        List<String> idle =
                new FastByDefault(Set.of("openai", "anthropic", "of-nobody"), catalog).idle();
        assertThat(idle).hasSize(2);
        assertThat(idle.getFirst()).contains("\"anthropic\"", "has a price of priority");
        assertThat(idle.getLast()).contains("\"of-nobody\"", "there is no such provider");
    }

    @Test
    void they_are_told_once_and_as_soon_as_the_catalogue_is_known() {
        LateCatalog catalog = new LateCatalog();
        FastByDefault fast = new FastByDefault(Set.of("of-nobody"), catalog);
        fast.tellIdle();
        assertThat(fast.holds("of-nobody")).isTrue();
        assertThat(fast.holds("openai")).isFalse();
        assertThat(catalog.reads).isEqualTo(2);
    }

    @Test
    void without_names_the_catalogue_is_not_read() {
        LateCatalog catalog = new LateCatalog();
        assertThat(new FastByDefault(Set.of(), catalog).holds("openai")).isFalse();
        assertThat(catalog.reads).isZero();
    }
}

package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

class PageTest {
    @Test
    void a_limit_is_1_to_1000_and_50_when_left_out() {
        assertThat(Page.of(null, null).limit()).isEqualTo(50);
        assertThat(Page.of("1", null).limit()).isEqualTo(1);
        assertThat(Page.of("1000", null).limit()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "ten", "", "1.0", "99999999999"})
    void any_other_limit_is_refused(String limit) {
        assertThatThrownBy(() -> Page.of(limit, null))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("limit"));
    }

    @Test
    void the_first_part_starts_before_every_id() {
        assertThat(Page.of(null, null).afterId()).isEqualTo(new UUID(0, 0));
        UUID id = Ids.next();
        assertThat(Page.of(null, id.toString()).afterId()).isEqualTo(id);
        assertThatThrownBy(() -> Page.of(null, "x").afterId())
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("after"));
    }

    @Test
    void a_full_part_names_its_last_item_as_the_cursor_and_the_last_part_none() {
        Page page = new Page(2, Optional.empty());
        Slice<String> full = Slice.of(List.of("a", "b", "c"), page, s -> s);
        assertThat(full.items()).containsExactly("a", "b");
        assertThat(full.next()).contains("b");
        Slice<String> exact = Slice.of(List.of("a", "b"), page, s -> s);
        assertThat(exact.items()).containsExactly("a", "b");
        assertThat(exact.next()).isEmpty();
    }
}

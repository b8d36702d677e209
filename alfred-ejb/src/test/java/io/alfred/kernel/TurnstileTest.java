package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final Turnstile turnstile = new Turnstile(2, "two are inside");

    @Test
    void one_more_than_fit_is_turned_away_until_a_place_is_given_back() {
        Turnstile.Place first = turnstile.enter();
        turnstile.enter();
        turnedAway();
        first.close();
        turnstile.enter();
        turnedAway();
    }

    @Test
    void a_place_given_back_twice_makes_room_for_one() {
        Turnstile.Place first = turnstile.enter();
        turnstile.enter();
        first.close();
        first.close();
        turnstile.enter();
        turnedAway();
    }

    private void turnedAway() {
        assertThatThrownBy(turnstile::enter)
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e ->
                                org.assertj.core.api.Assertions.assertThat(e.code())
                                        .isEqualTo(ErrorCode.OVERLOADED))
                .hasMessageContaining("two are inside");
    }
}

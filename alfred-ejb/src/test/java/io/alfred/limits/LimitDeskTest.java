package io.alfred.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.RateStanding;
import io.alfred.limits.Subject.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class LimitDeskTest {
    private static final String MODEL = "openai/gpt-4o-mini";

    private final Site site = new Site();

    @Test
    void a_caller_without_limits_never_asks_the_database() {
        Site.Node node = site.node();
        assertThat(node.admitted(site.caller, 1_000)).isEqualTo(1_000);
        Permit permit = node.desk().admit(site.caller);
        permit.tokens(MODEL, 1_000_000);
        permit.used(5);
        permit.close();
        assertThat(permit.standing()).isEqualTo(RateStanding.NONE);
        assertThat(site.database.trades()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_limit_of_each_subject_admits_its_burst_and_not_one_more(Kind kind) {
        site.limit(kind, Optional.empty(), Site.requests(60, 10));
        Site.Node node = site.node();
        assertThat(node.admitted(site.caller, 10)).isEqualTo(10);
        assertThat(node.admits(site.caller)).isFalse();
    }

    @Test
    void without_a_burst_a_minute_may_come_at_once() {
        site.limit(
                Kind.KEY,
                Optional.empty(),
                new Allowance(
                        Optional.of(7), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(site.node().admitted(site.caller, 20)).isEqualTo(7);
    }

    @Test
    void a_refused_call_is_admitted_after_retry_after_and_not_before() {
        site.limit(Kind.KEY, Optional.empty(), Site.requests(60, 3));
        Site.Node node = site.node();
        assertThat(node.admitted(site.caller, 3)).isEqualTo(3);
        site.clock.passMs(400);
        AlfredException refused = refusal(node);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.message()).isEqualTo("the key's 60 requests per minute are used up");
        Duration wait = requireNonNull(refused.rate().orElseThrow().retryAfter());
        assertThat(wait).isEqualTo(Duration.ofMillis(600));
        site.clock.pass(wait.minusMillis(1));
        assertThat(node.admits(site.caller)).isFalse();
        site.clock.passMs(1);
        assertThat(node.admits(site.caller)).isTrue();
        assertThat(node.admits(site.caller)).isFalse();
    }

    @Test
    void headers_tell_what_is_left_and_when_it_is_full_again() {
        site.limit(Kind.KEY, Optional.empty(), Site.requests(60, 10));
        site.limit(Kind.ORG, Optional.empty(), Site.requests(600, 600));
        Site.Node node = site.node();
        Permit permit = node.desk().admit(site.caller);
        assertThat(permit.standing().requests())
                .isEqualTo(new RateStanding.Quota(10, 9, Duration.ofSeconds(1)));
        node.admitted(site.caller, 4);
        site.clock.passMs(250);
        permit = node.desk().admit(site.caller);
        assertThat(permit.standing().requests())
                .isEqualTo(new RateStanding.Quota(10, 4, Duration.ofMillis(5_750)));
    }

    @Test
    void all_limits_must_allow_a_call_and_a_refused_one_costs_none_of_them() {
        RateLimit ofKey = site.limit(Kind.KEY, Optional.empty(), Site.requests(60, 10));
        site.limit(Kind.ORG, Optional.empty(), Site.requests(60, 2));
        Site.Node node = site.node();
        assertThat(node.admitted(site.caller, 10)).isEqualTo(2);
        site.clock.passMs(500);
        node.report();
        site.clock.passMs(500);
        Permit permit = node.desk().admit(site.caller);
        assertThat(permit.standing().requests())
                .as("the org's is the tightest")
                .isEqualTo(new RateStanding.Quota(2, 0, Duration.ofSeconds(2)));
        assertThat(node.desk().share(ofKey.bucket(Meter.REQUESTS)).attainable(new Rate(10, 60)))
                .as("ten refused calls took nothing from the key")
                .isEqualTo(8 * Rate.PARTS);
    }

    @Test
    void calls_at_a_time_are_admitted_up_to_the_limit_and_again_when_one_ends() {
        site.limit(Kind.USER, Optional.empty(), Site.concurrent(3));
        Site.Node node = site.node();
        List<Permit> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(node.desk().admit(site.caller));
        }
        AlfredException refused = refusal(node);
        assertThat(refused.message()).isEqualTo("the user's 3 calls at a time are used up");
        assertThat(refused.rate().orElseThrow().retryAfter()).isEqualTo(CallShare.RETRY_AFTER);
        running.get(0).close();
        running.get(0).close();
        assertThat(node.desk().admit(site.caller)).isNotNull();
        assertThat(node.admits(site.caller)).as("closing twice gives back once").isFalse();
    }

    @Test
    void calls_of_a_dead_node_count_until_its_lease_ends_and_those_of_a_living_one_always() {
        site.limit(Kind.USER, Optional.empty(), Site.concurrent(2));
        Site.Node dead = site.node();
        Site.Node living = site.node();
        Site.Node third = site.node();
        dead.desk().admit(site.caller);
        living.desk().admit(site.caller);
        for (int second = 0; second < 4; second++) {
            assertThat(third.admits(site.caller)).isFalse();
            site.clock.passMs(1_000);
            living.report();
            site.clock.passMs(249);
            living.report();
        }
        site.clock.passMs(10);
        living.report();
        assertThat(third.admits(site.caller)).isTrue();
        Permit permit = third.desk().admit(site.caller);
        assertThat(living.admits(site.caller)).isFalse();
        permit.close();
    }

    @Test
    void tokens_are_reserved_at_the_estimate_and_the_rest_comes_back() {
        site.limit(Kind.TEAM, Optional.empty(), Site.tokens(1_000));
        Site.Node node = site.node();
        Permit first = node.desk().admit(site.caller);
        first.tokens(MODEL, 800);
        assertThat(requireNonNull(first.standing().tokens()).remaining()).isEqualTo(200);
        Permit second = node.desk().admit(site.caller);
        AlfredException refused =
                catchThrowableOfType(AlfredException.class, () -> second.tokens(MODEL, 201));
        assertThat(refused.message()).isEqualTo("the team's 1000 tokens per minute are used up");
        assertThat(refused.rate().orElseThrow().retryAfter()).isEqualTo(Duration.ofMillis(60));
        first.used(100);
        first.close();
        second.tokens(MODEL, 900);
        assertThat(requireNonNull(second.standing().tokens()).remaining()).isZero();
        second.used(1_000);
        second.close();
        Permit third = node.desk().admit(site.caller);
        AlfredException later =
                catchThrowableOfType(AlfredException.class, () -> third.tokens(MODEL, 1));
        assertThat(later.rate().orElseThrow().retryAfter())
                .as("what was used beyond the estimate is owed")
                .isEqualTo(Duration.ofMillis(101 * 60));
    }

    @Test
    void a_call_that_used_nothing_gives_all_its_tokens_back_when_it_is_closed() {
        site.limit(Kind.KEY, Optional.empty(), Site.tokens(1_000));
        Site.Node node = site.node();
        for (int i = 0; i < 5; i++) {
            try (Permit permit = node.desk().admit(site.caller)) {
                permit.tokens(MODEL, 1_000);
            }
        }
        Permit unknown = node.desk().admit(site.caller);
        unknown.tokens(MODEL, 1_000);
        unknown.usedAll();
        unknown.close();
        assertThatThrownBy(() -> node.desk().admit(site.caller).tokens(MODEL, 1))
                .isInstanceOf(AlfredException.class);
    }

    @Test
    void a_call_larger_than_the_limit_is_refused_for_good() {
        site.limit(Kind.KEY, Optional.empty(), Site.tokens(1_000));
        Site.Node node = site.node();
        node.desk().admit(site.caller).tokens(MODEL, 1_000);
        AlfredException refused =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> node.desk().admit(site.caller).tokens(MODEL, 1_001));
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.message())
                .isEqualTo(
                        "this call may use 1001 tokens, more than the key's 1000 tokens per"
                                + " minute");
        assertThat(refused.rate().orElseThrow().retryAfter()).isNull();
    }

    @Test
    void a_limit_of_some_models_counts_their_calls_only() {
        site.limit(Kind.KEY, Optional.of("openai/gpt-4*"), Site.requests(60, 1));
        Site.Node node = site.node();
        node.desk().admit(site.caller).tokens(MODEL, 10);
        node.desk().admit(site.caller).tokens("openai/o3", 10);
        AlfredException refused =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> node.desk().admit(site.caller).tokens(MODEL, 10));
        assertThat(refused.message())
                .isEqualTo("the key's 60 requests per minute of openai/gpt-4* are used up");
    }

    @Test
    void refused_calls_do_not_ask_the_database_each() {
        site.limit(Kind.KEY, Optional.empty(), Site.requests(6, 2));
        site.limit(Kind.ORG, Optional.empty(), Site.concurrent(5));
        Site.Node node = site.node();
        node.admitted(site.caller, 2);
        int before = site.database.trades();
        assertThat(node.admitted(site.caller, 10_000)).isZero();
        assertThat(site.database.trades() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void refused_calls_are_counted_by_limit_until_they_are_recorded() {
        RateLimit limit = site.limit(Kind.KEY, Optional.empty(), Site.requests(6, 1));
        Site.Node node = site.node();
        node.admitted(site.caller, 3);
        site.clock.passMs(500);
        node.admitted(site.caller, 4);
        List<RefusedCalls> counted = node.desk().takeRefusals();
        assertThat(counted)
                .containsExactly(
                        new RefusedCalls(
                                limit,
                                Meter.REQUESTS,
                                6,
                                site.clock.instant().minusMillis(500),
                                site.clock.instant()));
        assertThat(node.desk().takeRefusals()).isEmpty();
        node.desk().putBack(counted);
        node.admits(site.caller);
        assertThat(node.desk().takeRefusals()).extracting(RefusedCalls::count).containsExactly(7L);
    }

    @Test
    void a_node_without_its_database_uses_up_its_lease_and_then_admits_nothing() {
        site.limit(Kind.KEY, Optional.empty(), Site.requests(6_000, 100));
        Site.Node node = site.node();
        node.admitted(site.caller, 20);
        node.database().cutOff(true);
        int left = node.admitted(site.caller, 1_000);
        assertThat(left).isLessThanOrEqualTo(80);
        AlfredException refused = refusal(node);
        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        site.clock.pass(Duration.ofMinutes(1));
        assertThat(node.admitted(site.caller, 100)).isZero();
        node.database().cutOff(false);
        site.clock.pass(Share.OUTAGE_PAUSE);
        assertThat(node.admitted(site.caller, 1_000)).isEqualTo(100);
    }

    @Test
    void what_one_node_does_not_use_another_one_gets() {
        site.limit(Kind.KEY, Optional.empty(), Site.requests(6, 40));
        Site.Node busy = site.node();
        Site.Node other = site.node();
        int first = busy.admitted(site.caller, 10);
        site.clock.passMs(500);
        busy.report();
        assertThat(first + other.admitted(site.caller, 100)).isEqualTo(40);
    }

    @Test
    void a_limit_that_is_gone_limits_nothing() {
        RateLimit limit = site.limit(Kind.KEY, Optional.empty(), Site.requests(6, 1));
        Site.Node node = site.node();
        node.admits(site.caller);
        site.database.remove(limit.bucket(Meter.REQUESTS));
        site.clock.passMs(200);
        assertThat(node.admitted(site.caller, 100)).isEqualTo(100);
    }

    private AlfredException refusal(Site.Node node) {
        return catchThrowableOfType(AlfredException.class, () -> node.desk().admit(site.caller));
    }
}

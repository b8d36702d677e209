package io.alfred.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.identity.Caller;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

class AccessRuleTest {
    private static final Optional<UUID> ORG = Optional.of(new UUID(1, 1));

    /** Methods that carry the rules under test. */
    static final class Sample {
        private Sample() {}

        @Allowed({Role.FINOPS, Role.AUDITOR})
        static void read() {}

        @Allowed
        static void change() {}

        @Allowed(installationOnly = true)
        static void install() {}
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void owner_and_admin_pass_everywhere_and_others_where_they_are_named(Role role)
            throws Exception {
        Caller caller = caller(role, ORG, true);
        boolean administers = role == Role.OWNER || role == Role.ADMIN;
        assertThat(passes(caller, rule("read")))
                .isEqualTo(administers || role == Role.FINOPS || role == Role.AUDITOR);
        assertThat(passes(caller, rule("change"))).isEqualTo(administers);
        assertThat(passes(caller, null)).isEqualTo(administers);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void what_concerns_the_installation_is_closed_to_every_role_of_an_org(Role role)
            throws Exception {
        assertThat(passes(caller(role, ORG, true), rule("install"))).isFalse();
        assertThat(passes(caller(Role.OWNER, Optional.empty(), true), rule("install"))).isTrue();
    }

    @Test
    void a_key_without_scope_api_passes_nowhere() throws Exception {
        Caller caller = caller(Role.OWNER, Optional.empty(), false);
        assertThatThrownBy(() -> AccessRule.require(caller, rule("read")))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ROLE_REQUIRED));
    }

    @Test
    void a_caller_of_an_org_does_not_see_another_org() {
        Caller caller = caller(Role.OWNER, ORG, true);
        assertThat(caller.sees(new UUID(1, 1))).isTrue();
        assertThat(caller.sees(new UUID(2, 2))).isFalse();
        assertThat(caller(Role.OWNER, Optional.empty(), true).sees(new UUID(2, 2))).isTrue();
        assertThatThrownBy(() -> caller.requireOrg(new UUID(2, 2), "wallet"))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private static boolean passes(Caller caller, @Nullable Allowed rule) {
        try {
            AccessRule.require(caller, rule);
            return true;
        } catch (AlfredException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ROLE_REQUIRED);
            return false;
        }
    }

    private static Allowed rule(String method) throws Exception {
        return Sample.class.getDeclaredMethod(method).getAnnotation(Allowed.class);
    }

    private static Caller caller(Role role, Optional<UUID> org, boolean scopeApi) {
        return new Caller(
                new UUID(3, 3),
                org.isPresent() ? "user" : "installation",
                role,
                org,
                new UUID(4, 4),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                scopeApi,
                OptionalLong.empty());
    }
}

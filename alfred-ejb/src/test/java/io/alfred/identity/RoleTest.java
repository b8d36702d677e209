package io.alfred.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleTest {
    @ParameterizedTest
    @EnumSource(Role.class)
    void an_owner_gives_every_role_and_only_an_owner_makes_owners(Role role) {
        assertThat(Role.OWNER.mayGrant(role)).isTrue();
        assertThat(Role.ADMIN.mayGrant(role)).isEqualTo(role != Role.OWNER);
        assertThat(role.mayGrant(Role.OWNER)).isEqualTo(role == Role.OWNER);
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"FINOPS", "AUDITOR", "MEMBER"})
    void who_does_not_administer_gives_nothing(Role role) {
        assertThat(role.administers()).isFalse();
        for (Role other : Role.values()) {
            assertThat(role.mayGrant(other)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void the_wire_name_reads_back(Role role) {
        assertThat(Role.parse("role", role.wireName())).isEqualTo(role);
    }

    @Test
    void an_unknown_role_is_refused_naming_the_field() {
        assertThatThrownBy(() -> Role.parse("role", "Owner"))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("role"));
    }
}

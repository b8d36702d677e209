package io.alfred.storage;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.ResourceAllocationException;
import jakarta.transaction.SystemException;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;

import javax.transaction.xa.XAException;

class DatabaseOutageTest {
    @Test
    void a_lost_connection_is_recognised_however_it_is_wrapped() {
        assertThat(DatabaseOutage.isBehind(wrapped(new SQLException("gone", "57P01")))).isTrue();
        assertThat(DatabaseOutage.isBehind(wrapped(new SQLException("gone", "08006")))).isTrue();
        assertThat(DatabaseOutage.isBehind(wrapped(new SQLException("full", "53300")))).isTrue();
        assertThat(DatabaseOutage.isBehind(wrapped(new ResourceAllocationException("none"))))
                .isTrue();
        assertThat(DatabaseOutage.isBehind(wrapped(new SystemException()))).isTrue();
        assertThat(DatabaseOutage.isBehind(wrapped(new XAException("no connection")))).isTrue();
    }

    @Test
    void what_the_database_refuses_and_what_has_nothing_to_do_with_it_is_no_outage() {
        assertThat(DatabaseOutage.isBehind(wrapped(new SQLException("duplicate", "23505"))))
                .isFalse();
        assertThat(DatabaseOutage.isBehind(wrapped(new SQLException("no state")))).isFalse();
        assertThat(DatabaseOutage.isBehind(new IllegalStateException())).isFalse();
    }

    private static Throwable wrapped(Exception cause) {
        return new IllegalStateException("outer", new IllegalStateException("inner", cause));
    }
}

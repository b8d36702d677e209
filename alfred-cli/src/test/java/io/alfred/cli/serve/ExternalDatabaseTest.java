package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.CliException;
import io.alfred.cli.serve.postgres.Login;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class ExternalDatabaseTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h/d, jdbc:postgresql://h/d?options=-c%20role=alfred_app",
        "jdbc:postgresql://h/d?ssl=true,"
                + " jdbc:postgresql://h/d?ssl=true&options=-c%20role=alfred_app",
        "jdbc:postgresql://h/d?options=-c%20jit=off,"
                + " jdbc:postgresql://h/d?options=-c%20role=alfred_app%20-c%20jit=off"
    })
    void the_url_makes_every_session_the_application_role(String url, String asApp) {
        assertThat(ExternalDatabase.asApp(url)).isEqualTo(asApp);
    }

    @Test
    void a_password_in_the_url_is_refused_and_not_repeated() {
        ExternalDatabase database =
                database("jdbc:postgresql://127.0.0.1:1/d?user=u&password=hunter2");
        assertThatThrownBy(database::open)
                .isInstanceOfSatisfying(
                        CliException.class,
                        e ->
                                assertThat(e.sentence())
                                        .contains("--db-password-file")
                                        .doesNotContain("hunter2"));
    }

    @Test
    void another_kind_of_database_is_refused() {
        assertThatThrownBy(database("jdbc:mysql://h/d")::open)
                .isInstanceOf(CliException.class)
                .hasMessageContaining("PostgreSQL");
    }

    @Test
    void an_unreachable_one_is_named_with_the_fix() {
        int nobody = Listener.claim("127.0.0.1", 0).port();
        assertThatThrownBy(database("jdbc:postgresql://127.0.0.1:" + nobody + "/d")::open)
                .isInstanceOfSatisfying(
                        CliException.class,
                        e ->
                                assertThat(e.sentence())
                                        .contains("cannot reach")
                                        .contains(Integer.toString(nobody))
                                        .contains("check host"));
    }

    private static ExternalDatabase database(String url) {
        return new ExternalDatabase(url, new Login("u", "p"), Optional.empty());
    }
}

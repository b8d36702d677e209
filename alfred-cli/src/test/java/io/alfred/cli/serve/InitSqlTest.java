package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.cli.AlfredCommand;
import io.alfred.cli.core.Environment;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class InitSqlTest {
    @Test
    void prints_roles_database_and_grants_with_passwords_left_to_psql() {
        StringWriter out = new StringWriter();
        Environment environment =
                new Environment(
                        Map.of(),
                        Path.of("/nowhere"),
                        InputStream.nullInputStream(),
                        Optional.empty());
        int exitCode =
                AlfredCommand.commandLine(
                                environment,
                                new PrintWriter(out),
                                new PrintWriter(new StringWriter()))
                        .execute("db", "init-sql");

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .contains("CREATE ROLE alfred_owner LOGIN", "CREATE ROLE alfred_app LOGIN")
                .contains("PASSWORD :'owner_password'", "PASSWORD :'app_password'")
                .contains("CREATE DATABASE alfred OWNER alfred_owner")
                .contains("GRANT USAGE ON SCHEMA public TO alfred_app")
                .contains("ALTER DEFAULT PRIVILEGES")
                .contains("--db-owner-user alfred_owner");
    }
}

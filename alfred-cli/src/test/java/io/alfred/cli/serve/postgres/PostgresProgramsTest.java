package io.alfred.cli.serve.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.CliException;

import org.junit.jupiter.api.Test;

class PostgresProgramsTest {
    @Test
    void every_supported_system_finds_its_programs_on_the_class_path() {
        for (String archive :
                new String[] {
                    PostgresPrograms.archive("Linux", "amd64"),
                    PostgresPrograms.archive("Linux", "aarch64"),
                    PostgresPrograms.archive("Mac OS X", "x86_64"),
                    PostgresPrograms.archive("Mac OS X", "aarch64")
                }) {
            assertThat(PostgresPrograms.class.getResource(archive)).as(archive).isNotNull();
        }
    }

    @Test
    void other_systems_are_told_what_to_do() {
        assertThatThrownBy(() -> PostgresPrograms.archive("Windows 11", "amd64"))
                .isInstanceOfSatisfying(
                        CliException.class,
                        e -> assertThat(e.sentence()).contains("Windows 11").contains("--db-url"));
        assertThatThrownBy(() -> PostgresPrograms.archive("Linux", "riscv64"))
                .isInstanceOf(CliException.class);
    }

    @Test
    void the_build_knows_the_bundled_version() {
        assertThat(PostgresPrograms.version()).matches("\\d+\\.\\d+\\.\\d+");
    }
}

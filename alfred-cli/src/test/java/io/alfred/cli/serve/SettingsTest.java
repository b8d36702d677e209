package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.CliException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class SettingsTest {
    @TempDir private Path folder;

    @Test
    void the_file_speaks_and_the_environment_overrides_it() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("alfred.properties"),
                        "alfred.credits.per-usd=2\nalfred.hold.unknown-grace-s=60\n");
        Settings settings =
                Settings.read(file, Map.of("ALFRED_CREDITS_PER_USD", "3", "PATH", "/bin"));

        assertThat(settings.get("ALFRED_CREDITS_PER_USD")).contains("3");
        assertThat(settings.get("ALFRED_HOLD_UNKNOWN_GRACE_S")).contains("60");
        assertThat(settings.get("PATH")).contains("/bin");
    }

    @Test
    void without_a_file_there_is_only_the_environment() {
        Settings settings = Settings.read(folder.resolve("none"), Map.of("A", "", "B", "b"));
        assertThat(settings.get("A")).isEmpty();
        assertThat(settings.get("B")).contains("b");
    }

    @Test
    void a_foreign_name_is_refused_by_name() throws IOException {
        Path file = Files.writeString(folder.resolve("alfred.properties"), "db.url=x\n");
        assertThatThrownBy(() -> Settings.read(file, Map.of()))
                .isInstanceOfSatisfying(
                        CliException.class,
                        e -> assertThat(e.sentence()).contains("\"db.url\"").contains("alfred."));
    }
}

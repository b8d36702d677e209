package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.CliException;
import io.alfred.cli.serve.postgres.Login;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ServerCommandTest {
    @TempDir private Path folder;

    @Test
    void passwords_go_by_environment_and_never_by_argument() {
        ServerCommand command = command(/* embedded= */ true);
        Settings settings = new Settings(Map.of("ALFRED_JAVA_OPTS", " -Xmx2g  -Da=b "));

        assertThat(command.arguments(settings))
                .contains("-Xmx2g", "-Da=b")
                .noneMatch(argument -> argument.contains("pass"));
        assertThat(command.environment(settings))
                .containsEntry("ALFRED_DB_PASSWORD", "app-pass")
                .containsEntry("ALFRED_DB_OWNER_PASSWORD", "owner-pass")
                .containsEntry("ALFRED_SANDBOX_ENABLED", "true");
        assertThat(command.database().toString()).doesNotContain("pass");
    }

    @Test
    void a_jvm_whose_carriers_are_fixed_gets_more_of_them_unless_the_operator_says_otherwise() {
        String carriers = "-Djdk.virtualThreadScheduler.parallelism=";
        boolean fixed = Runtime.version().feature() < 24;

        List<String> own = command(true).arguments(new Settings(Map.of()));
        assertThat(own.contains(carriers + 64)).isEqualTo(fixed);
        // The JVM heeds the last of two.
        List<String> both =
                command(true).arguments(new Settings(Map.of("ALFRED_JAVA_OPTS", carriers + "128")));
        assertThat(both.stream().filter(option -> option.startsWith(carriers)).toList())
                .last()
                .isEqualTo(carriers + 128);
    }

    @Test
    void the_operators_collector_takes_the_place_of_the_one_for_few_processors() {
        String few = "-XX:+UseParallelGC";

        assertThat(command(true).arguments(new Settings(Map.of())).contains(few))
                .isEqualTo(Runtime.getRuntime().availableProcessors() <= 4);
        // The JVM starts with one only.
        assertThat(command(true).arguments(new Settings(Map.of("ALFRED_JAVA_OPTS", "-XX:+UseZGC"))))
                .contains("-XX:+UseZGC")
                .doesNotContain(few);
    }

    @Test
    void huge_pages_are_asked_for_where_the_kernel_gives_them_to_who_asks() throws IOException {
        Path mode = folder.resolve("enabled");
        Files.writeString(mode, "always [madvise] never\n");
        assertThat(HugePages.askedFor(mode)).isTrue();
        Files.writeString(mode, "[always] madvise never\n");
        assertThat(HugePages.askedFor(mode)).isFalse();
        assertThat(HugePages.askedFor(folder.resolve("nothing"))).isFalse();

        String ask = "-XX:+UseTransparentHugePages";
        assertThat(command(true).arguments(new Settings(Map.of())).contains(ask))
                .isEqualTo(HugePages.askedFor());
        for (String own : List.of("-XX:-UseTransparentHugePages", "-XX:+UseLargePages")) {
            assertThat(command(true).arguments(new Settings(Map.of("ALFRED_JAVA_OPTS", own))))
                    .contains(own)
                    .doesNotContain(ask);
        }
    }

    @Test
    void what_the_operator_says_of_inlining_comes_last() {
        // The JVM heeds the last of two.
        String own = "-XX:InlineSmallCode=2500 -XX:MaxInlineLevel=15";

        assertThat(command(true).arguments(new Settings(Map.of("ALFRED_JAVA_OPTS", own))))
                .containsSubsequence("-XX:InlineSmallCode=1500", "-XX:InlineSmallCode=2500")
                .containsSubsequence("-XX:MaxInlineLevel=9", "-XX:MaxInlineLevel=15");
    }

    @Test
    void the_sandbox_is_on_for_the_embedded_database_only_and_the_operator_decides_otherwise() {
        assertThat(command(/* embedded= */ false).environment(new Settings(Map.of())))
                .doesNotContainKey("ALFRED_SANDBOX_ENABLED");
        assertThat(
                        command(/* embedded= */ true)
                                .environment(
                                        new Settings(Map.of("ALFRED_SANDBOX_ENABLED", "false"))))
                .containsEntry("ALFRED_SANDBOX_ENABLED", "false");
    }

    @Test
    void an_owner_of_the_environment_does_not_outlive_the_choice_of_another_database() {
        ServerCommand command =
                new ServerCommand(
                        new ServeFiles(folder),
                        new ServerHome(folder),
                        new Listener("127.0.0.1", 8080),
                        new DatabaseAccess("jdbc:x", new Login("u", "p"), Optional.empty(), false));
        assertThat(
                        command.environment(
                                new Settings(Map.of("ALFRED_DB_OWNER_USER", "o", "OTHER", "x"))))
                .doesNotContainKey("ALFRED_DB_OWNER_USER")
                .containsEntry("OTHER", "x");
    }

    @Test
    void the_node_id_is_made_once() throws IOException {
        Settings settings = new Settings(Map.of());
        String first = command(true).environment(settings).get("ALFRED_NODE_ID");

        assertThat(command(true).environment(settings)).containsEntry("ALFRED_NODE_ID", first);
        assertThat(folder.resolve("node.id")).hasContent(first + "\n");

        Files.writeString(folder.resolve("node.id"), "nonsense");
        assertThatThrownBy(() -> command(true).environment(settings))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("node.id");
    }

    @Test
    void the_scratch_folder_is_new_at_every_start() throws IOException {
        Path old = folder.resolve("run").resolve("payara").resolve("old");
        Files.createDirectories(old);
        Path installed = folder.resolve("payara");
        Files.createDirectories(installed.resolve("docroot"));
        Files.createDirectories(installed.resolve("lib").resolve("adapters"));
        Files.writeString(installed.resolve("lib").resolve("adapters").resolve("a.jar"), "a");
        Files.createDirectories(installed.resolve("config"));
        Files.writeString(installed.resolve("config").resolve("domain.xml"), "<domain/>");

        command(true).prepare(new Settings(Map.of()));

        assertThat(old).doesNotExist();
        Path made = folder.resolve("run").resolve("payara");
        assertThat(made.resolve("config").resolve("domain.xml")).hasContent("<domain/>");
        assertThat(made.resolve("lib").resolve("adapters").resolve("a.jar")).hasContent("a");
        assertThat(made.resolve("docroot")).isEmptyDirectory();
        assertThat(folder.resolve("run").resolve("preboot.txt"))
                .content()
                .contains("http-listener.address=127.0.0.1")
                .contains("http-listener.http.http2-enabled=false");
    }

    private ServerCommand command(boolean embedded) {
        return new ServerCommand(
                new ServeFiles(folder),
                new ServerHome(folder),
                new Listener("127.0.0.1", 8080),
                new DatabaseAccess(
                        "jdbc:postgresql://127.0.0.1:1/alfred",
                        new Login("alfred_app", "app-pass"),
                        Optional.of(new Login("alfred_owner", "owner-pass")),
                        embedded));
    }
}

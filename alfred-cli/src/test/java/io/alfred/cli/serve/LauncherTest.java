package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The script {@code alfred} among JDKs that only say which one was started. */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of(
                    "cat",
                    "date",
                    "dirname",
                    "find",
                    "grep",
                    "head",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "sed",
                    "sh",
                    "sleep",
                    "tail",
                    "touch");

    @TempDir private Path folder;

    private Path tools;
    private Path script;

    private record Run(int exitCode, String output) {}

    @BeforeEach
    void install() throws IOException {
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            program(tools.resolve(tool), "exec " + which(tool) + " \"$@\"");
        }
        Path app = Files.createDirectories(folder.resolve("alfred-1"));
        Files.createDirectories(app.resolve("lib"));
        script = Files.createDirectories(app.resolve("bin")).resolve("alfred");
        Files.copy(Path.of("..", "alfred"), script);
    }

    @Test
    void starts_the_command_line_of_its_own_folder() throws IOException, InterruptedException {
        jdk("root/usr/lib/jvm/jdk-21", "21.0.4");
        Run run = run(Map.of(), "wallet", "list", "a b");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains("jdk-21")
                .contains("-Dalfred.home=" + folder.resolve("alfred-1"))
                .contains("<io.alfred.cli.Main><wallet><list><a b>");
    }

    @Test
    void follows_a_link_to_itself() throws IOException, InterruptedException {
        jdk("root/usr/lib/jvm/jdk-21", "21");
        Path link = Files.createSymbolicLink(folder.resolve("alfred"), script);
        assertThat(runScript(link, Map.of()).output())
                .contains("-Dalfred.home=" + folder.resolve("alfred-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root/usr/lib/jvm/temurin-25",
                "root/opt/jdk-25",
                "home/.sdkman/candidates/java/25-tem",
                "root/Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
                "root/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home"
            })
    void looks_in_the_usual_folders_and_takes_the_newest(String where)
            throws IOException, InterruptedException {
        jdk("root/usr/lib/jvm/java-17", "17.0.15");
        jdk("root/usr/lib/jvm/java-21", "21.0.1");
        jdk(where, "25.0.3");
        assertThat(run(Map.of()).output()).contains(where.substring(where.indexOf('/')));
    }

    @Test
    void a_setting_comes_first_then_java_home_then_the_path()
            throws IOException, InterruptedException {
        String set = jdk("set", "22").toString();
        String home = jdk("home-jdk", "23").toString();
        Path onPath = jdk("path-jdk", "24");
        Files.createSymbolicLink(tools.resolve("java"), onPath.resolve("bin").resolve("java"));
        jdk("root/usr/lib/jvm/jdk-25", "25");

        assertThat(run(Map.of("ALFRED_JAVA_HOME", set, "JAVA_HOME", home)).output())
                .contains("/set/");
        assertThat(run(Map.of("JAVA_HOME", home)).output()).contains("/home-jdk/");
        assertThat(run(Map.of()).output()).contains("/path-jdk/");
    }

    @Test
    void an_old_java_home_is_passed_over_but_an_old_setting_is_an_error()
            throws IOException, InterruptedException {
        String old = jdk("old", "1.8.0_402").toString();
        jdk("root/usr/lib/jvm/jdk-25", "25");

        assertThat(run(Map.of("JAVA_HOME", old)).output()).contains("jdk-25");
        Run refused = run(Map.of("ALFRED_JAVA_HOME", old));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("ALFRED_JAVA_HOME is a JDK 8").contains("21");
        assertThat(run(Map.of("ALFRED_JAVA_HOME", "/nowhere")).output())
                .contains("/nowhere, which has no bin/java");
    }

    @Test
    void without_a_jdk_it_says_what_to_install() throws IOException, InterruptedException {
        Run none = run(Map.of());
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.output()).contains("no JDK found").contains("apt install");

        jdk("root/usr/lib/jvm/java-17", "17.0.15");
        assertThat(run(Map.of()).output()).contains("java-17) is 17").contains("21 or later");
    }

    @Test
    void in_a_source_tree_without_maven_it_says_what_to_install()
            throws IOException, InterruptedException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("alfred-cli"));
        Files.writeString(tree.resolve("pom.xml"), "<version>1</version>");
        Files.copy(Path.of("..", "alfred"), tree.resolve("alfred"));
        Path jre = jdk("root/usr/lib/jvm/jre-25", "25");

        assertThat(runScript(tree.resolve("alfred"), Map.of()).output()).contains("no JDK found");

        Files.copy(jre.resolve("bin/java"), jre.resolve("bin/javac"));
        Run run = runScript(tree.resolve("alfred"), Map.of());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("no Maven").contains("apt install maven");
    }

    private Run run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return runScript(script, environment, arguments);
    }

    private Run runScript(Path file, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("ALFRED_JDK_ROOT", folder.resolve("root").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** A JDK whose {@code java} prints its own path and every argument. */
    private Path jdk(String where, String version) throws IOException {
        Path home = folder.resolve(where);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        program(home.resolve("bin").resolve("java"), "printf '<%s>' \"$0\" \"$@\"");
        return home;
    }

    private static void program(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path which(String tool) {
        for (String bin : new String[] {"/usr/bin", "/bin"}) {
            Path file = Path.of(bin, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new AssertionError(tool + " is missing on this machine");
    }
}

package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code alfred serve}, {@code stop} and {@code status} as the operator meets them. */
class ServeIT {
    @TempDir private Path data;

    @Test
    void serves_until_it_is_told_to_stop_and_says_when_it_cannot()
            throws IOException, InterruptedException {
        try (AlfredProcess alfred = AlfredProcess.start(data)) {
            tellsThatItIsReady(alfred);
            refusesASecondOneOnTheSameData(alfred);

            alfred.killServer();
            assertThat(alfred.awaitEnd()).isEqualTo(1);
            assertThat(alfred.err()).contains("stopped by itself").contains("server.log");
            nothingIsLeft();

            alfred.restart();
            alfred.run("stop").expect(0);
            assertThat(alfred.awaitEnd()).isZero();
            assertThat(alfred.err()).isEmpty();
            nothingIsLeft();
            assertThat(lastLine("postgres.log")).contains("database system is shut down");
            alfred.run("stop").expect(0);
            alfred.run("status").expect(7);
        }
    }

    @Test
    void a_wrong_setting_is_one_sentence_that_names_it() throws IOException, InterruptedException {
        Files.writeString(data.resolve("alfred.properties"), "alfred.hold.unknown-grace-s=soon\n");
        try (AlfredProcess alfred = AlfredProcess.launch(data)) {
            assertThat(alfred.awaitEnd()).isEqualTo(1);
            assertThat(alfred.err().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("alfred: ")
                    .contains("alfred.hold.unknown-grace-s");
            nothingIsLeft();
        }
    }

    private static void tellsThatItIsReady(AlfredProcess alfred)
            throws IOException, InterruptedException {
        JsonNode status = alfred.run("status", "-o", "json").expect(0).json();
        assertThat(status.path("ready").booleanValue()).isTrue();
        assertThat(status.path("url").textValue()).isEqualTo(alfred.url());
        assertThat(status.path("pid").longValue()).isEqualTo(alfred.pid());
        assertThat(status.path("database").textValue()).isEqualTo("up");
    }

    private static void refusesASecondOneOnTheSameData(AlfredProcess alfred)
            throws IOException, InterruptedException {
        assertThat(alfred.run("serve", "--port", "0").expect(1).err())
                .contains("another alfred serve (process " + alfred.pid() + ")");
    }

    private void nothingIsLeft() {
        assertThat(data.resolve("pg").resolve("postmaster.pid")).doesNotExist();
        assertThat(data.resolve("endpoint.json")).doesNotExist();
    }

    private String lastLine(String log) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("log").resolve(log));
        return lines.get(lines.size() - 1);
    }
}

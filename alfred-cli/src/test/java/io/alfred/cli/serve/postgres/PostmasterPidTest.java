package io.alfred.cli.serve.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class PostmasterPidTest {
    private static final List<String> READY =
            List.of(
                    "7157",
                    "/data/pg",
                    "1795418143",
                    "15999",
                    "",
                    "127.0.0.1",
                    " 2146 8",
                    "ready   ");

    @Test
    void reads_process_cluster_port_and_state() {
        assertThat(PostmasterPid.parse(READY))
                .contains(new PostmasterPid(7157, Path.of("/data/pg"), 15_999, "ready"));
    }

    @Test
    void a_file_that_is_still_being_written_names_no_server() {
        assertThat(PostmasterPid.parse(READY.subList(0, 3))).isEmpty();
        assertThat(PostmasterPid.parse(List.of("x", "/data/pg", "1", "2"))).isEmpty();
        assertThat(PostmasterPid.parse(List.of())).isEmpty();
    }

    @Test
    void a_server_is_ready_only_when_it_says_so() {
        assertThat(PostmasterPid.parse(READY).orElseThrow().ready()).isTrue();
        assertThat(PostmasterPid.parse(READY.subList(0, 5)).orElseThrow().ready()).isFalse();
        assertThat(new PostmasterPid(1, Path.of("/"), 1, "starting").ready()).isFalse();
    }

    @Test
    void a_missing_file_names_no_server(@TempDir Path folder) {
        assertThat(PostmasterPid.read(folder.resolve("postmaster.pid"))).isEmpty();
    }

    @Test
    void a_number_that_now_belongs_to_a_stranger_is_not_our_server(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("postmaster.pid");
        String stranger = Long.toString(ProcessHandle.current().pid());
        Files.write(file, List.of(stranger, "/data/pg", "1", "15999"));

        PostmasterPid found = PostmasterPid.read(file).orElseThrow();

        assertThat(Processes.alive(found.pid())).isTrue();
        assertThat(found.running(folder)).isFalse();
    }
}

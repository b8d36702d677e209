package io.alfred.cli.serve.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RotatingLogTest {
    @TempDir private Path folder;

    @Test
    void a_file_takes_lines_up_to_its_limit_and_one_byte_more_starts_the_next() throws IOException {
        Path file = folder.resolve("log").resolve("server.log");
        try (RotatingLog log = new RotatingLog(file, 10)) {
            log.line("abcd");
            log.line("efgh");
            assertThat(file).hasContent("abcd\nefgh\n");
            log.line("");
        }
        assertThat(file).hasContent("\n");
        assertThat(file.resolveSibling("server.log.1")).hasContent("abcd\nefgh\n");
    }

    @Test
    void a_line_longer_than_the_limit_is_kept_whole() throws IOException {
        Path file = folder.resolve("server.log");
        try (RotatingLog log = new RotatingLog(file, 3)) {
            log.line("abcdef");
        }
        assertThat(file).hasContent("abcdef\n");
    }

    @Test
    void the_last_five_files_are_kept() throws IOException {
        Path file = folder.resolve("server.log");
        for (int run = 1; run <= RotatingLog.KEPT + 3; run++) {
            try (RotatingLog log = new RotatingLog(file)) {
                log.line("run " + run);
            }
        }
        assertThat(file).hasContent("run 8\n");
        assertThat(folder.resolve("server.log.1")).hasContent("run 7\n");
        assertThat(folder.resolve("server.log.5")).hasContent("run 3\n");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(RotatingLog.KEPT + 1);
        }
    }

    @Test
    void a_folder_is_deleted_with_its_links_but_not_what_they_point_to() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept"), "x");
        Path tree = Files.createDirectories(folder.resolve("a/b/c"));
        Files.createSymbolicLink(tree.resolve("link"), kept);

        Trees.delete(folder.resolve("a"));
        Trees.delete(folder.resolve("never-was"));

        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(kept).exists();
    }
}

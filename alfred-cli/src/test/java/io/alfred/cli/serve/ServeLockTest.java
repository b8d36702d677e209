package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ServeLockTest {
    @TempDir private Path folder;

    @Test
    void only_one_holds_it_and_is_named() {
        Path file = folder.resolve("serve.lock");
        assertThat(ServeLock.holder(file)).isEmpty();
        try (ServeLock lock = ServeLock.tryTake(file).orElseThrow()) {
            assertThat(lock.file()).hasContent(ProcessHandle.current().pid() + "\n");
            assertThat(ServeLock.tryTake(file)).isEmpty();
            assertThat(ServeLock.holder(file)).hasValue(ProcessHandle.current().pid());
        }
        assertThat(ServeLock.holder(file)).isEmpty();
    }

    @Test
    void a_file_left_by_a_dead_holder_does_not_count() throws IOException {
        Path file = Files.writeString(folder.resolve("serve.lock"), "1234567\n");
        assertThat(ServeLock.holder(file)).isEmpty();
        try (ServeLock lock = ServeLock.tryTake(file).orElseThrow()) {
            assertThat(lock.file()).hasContent(ProcessHandle.current().pid() + "\n");
        }
    }
}

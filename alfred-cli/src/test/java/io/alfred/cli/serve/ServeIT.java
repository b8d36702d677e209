package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.AlfredProcess.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code alfred serve} as the operator meets it: the built distribution, real processes. */
class ServeIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir private Path data;

    @Test
    void serves_and_comes_back_after_every_kind_of_kill() throws IOException, InterruptedException {
        try (AlfredProcess alfred = AlfredProcess.start(data)) {
            assertThat(alfred.stdout()).isEqualTo("alfred ready " + alfred.url() + "\n");
            assertThat(alfred.run("init", "--org", "acme", "--team", "t", "--user", "ana"))
                    .returns(ExitCode.OK, Result::exitCode);
            isReady(alfred);
            refusesASecondOne(alfred);
            bringsPostgresBack(alfred);
            diesWithItsSupervisor(alfred);
        }
        try (AlfredProcess alfred = AlfredProcess.start(data)) {
            knowsTheOrg(alfred);
            saysThatTheServerDied(alfred);
        }
        try (AlfredProcess alfred = AlfredProcess.start(data)) {
            knowsTheOrg(alfred);
            stopsInOrder(alfred);
        }
    }

    @Test
    void a_wrong_setting_is_one_sentence_that_names_it() throws IOException, InterruptedException {
        Files.writeString(data.resolve("alfred.properties"), "alfred.hold.unknown-grace-s=soon\n");
        try (AlfredProcess alfred = AlfredProcess.launch(data)) {
            assertThat(alfred.awaitExit()).isEqualTo(ExitCode.FAILURE);
            assertThat(alfred.stdout()).isEmpty();
            assertThat(alfred.stderr().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("alfred: ")
                    .contains("alfred.hold.unknown-grace-s");
            assertThat(alfred.postgresPid()).isEmpty();
        }
    }

    private static void isReady(AlfredProcess alfred) throws IOException, InterruptedException {
        Result status = alfred.run("status", "-o", "json");
        assertThat(status.exitCode()).as(status.err()).isZero();
        assertThat(status.out())
                .contains("\"ready\" : true", alfred.url().toString())
                .contains("\"pid\" : " + alfred.supervisorPid());
    }

    private static void refusesASecondOne(AlfredProcess alfred)
            throws IOException, InterruptedException {
        Result second = alfred.run("serve", "--port", "0");
        assertThat(second.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(second.err())
                .contains("another alfred serve (process " + alfred.supervisorPid() + ")");
    }

    private static void bringsPostgresBack(AlfredProcess alfred) throws InterruptedException {
        long server = alfred.serverPid();
        long before = alfred.postgresPid().orElseThrow();
        alfred.kill9Postgres();
        AlfredProcess.await(
                LIMIT,
                "PostgreSQL is started again",
                () ->
                        alfred.postgresPid().filter(pid -> pid != before).isPresent()
                                && Listener.health(alfred.url()) == Listener.Health.READY);
        assertThat(alfred.serverPid()).isEqualTo(server);
    }

    private static void diesWithItsSupervisor(AlfredProcess alfred)
            throws IOException, InterruptedException {
        long server = alfred.serverPid();
        long postgres = alfred.postgresPid().orElseThrow();
        alfred.kill9Supervisor();
        AlfredProcess.await(LIMIT, "the server is gone", () -> !AlfredProcess.alive(server));
        assertThat(AlfredProcess.alive(postgres))
                .as("PostgreSQL is left for the next start")
                .isTrue();
        assertThat(alfred.run("status").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    private static void saysThatTheServerDied(AlfredProcess alfred) throws InterruptedException {
        alfred.kill9Server();
        assertThat(alfred.awaitExit()).isEqualTo(ExitCode.FAILURE);
        assertThat(alfred.stderr()).contains("stopped by itself").contains("server.log");
        nothingIsLeft(alfred);
    }

    private static void stopsInOrder(AlfredProcess alfred)
            throws IOException, InterruptedException {
        assertThat(alfred.run("stop").exitCode()).isZero();
        assertThat(alfred.awaitExit()).isZero();
        assertThat(alfred.stderr()).isEmpty();
        nothingIsLeft(alfred);
        assertThat(alfred.run("stop").exitCode()).as("stopping twice is fine").isZero();
        assertThat(alfred.run("status").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        List<String> log = Files.readAllLines(alfred.data().resolve("log").resolve("postgres.log"));
        assertThat(log.get(log.size() - 1)).contains("database system is shut down");
    }

    private static void nothingIsLeft(AlfredProcess alfred) {
        assertThat(alfred.postgresPid()).isEmpty();
        assertThat(alfred.data().resolve("endpoint.json")).doesNotExist();
    }

    private static void knowsTheOrg(AlfredProcess alfred) throws IOException, InterruptedException {
        Result orgs = alfred.run("org", "list", "-o", "json");
        assertThat(orgs.exitCode()).as(orgs.err()).isZero();
        assertThat(orgs.out()).contains("\"acme\"");
    }
}

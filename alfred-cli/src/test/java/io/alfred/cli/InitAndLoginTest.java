package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

class InitAndLoginTest {
    static final String SECRET = "sk-alf-abcdefgh-0000000000000000000000000000000000000000002";
    static final String INIT =
            """
            {"org":{"id":"o1","name":"acme"},"team":{"id":"t1","name":"platform"},\
            "user":{"id":"u1","name":"ana"},"wallets":[{"id":"w1","owner":"org:acme","allotted":5}],\
            "key":{"id":"k1","prefix":"sk-alf-abcdefgh","secret":"%s"}}\
            """
                    .formatted(SECRET);
    private static final String[] INIT_ARGS = {
        "init",
        "--org",
        "acme",
        "--team",
        "platform",
        "--user",
        "ana",
        "--credits",
        "5.000000001",
        "-o",
        "json"
    };
    private static final String WHOAMI =
            "{\"principal_id\":\"p\",\"kind\":\"installation\",\"role\":\"owner\",\"scopes\":[\"api\"],\"org\":null,\"user\":null}";

    @TempDir private Path data;
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                new FakeServer().on("POST /api/init", 200, INIT).on("GET /api/whoami", 200, WHOAMI);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void init_prints_the_answer_and_saves_the_key_where_only_the_owner_reads() throws IOException {
        Cli.Result result = Cli.at(server, data).run(INIT_ARGS);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("\"secret\" : \"" + SECRET + "\"");
        assertThat(result.err()).doesNotContain(SECRET);
        assertThat(server.last().token()).isEqualTo(Cli.TOKEN);
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"org\":\"acme\",\"team\":\"platform\",\"user\":\"ana\",\"credits\":5.000000001}");
        Path profile = data.resolve("profile.json");
        assertThat(profile).hasContent("{\"api_key\":\"" + SECRET + "\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profile)))
                .isEqualTo("rw-------");
    }

    @Test
    void init_saves_nothing_with_no_save_and_nothing_when_the_key_existed() throws IOException {
        String[] noSave = Arrays.copyOf(INIT_ARGS, INIT_ARGS.length + 1);
        noSave[INIT_ARGS.length] = "--no-save";
        Cli.at(server, data).run(noSave);
        assertThat(data.resolve("profile.json")).doesNotExist();

        try (FakeServer again = new FakeServer()) {
            again.on("POST /api/init", 200, INIT.replaceFirst(",\"secret\":\"[^\"]*\"", ""));
            Cli.Result result = Cli.at(again, data).run(INIT_ARGS);
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).contains("exists already");
            assertThat(data.resolve("profile.json")).doesNotExist();
        }
    }

    @Test
    void login_saves_endpoint_and_token_of_a_named_profile_and_logout_forgets_them()
            throws IOException {
        Cli.Result login =
                Cli.in(data)
                        .stdin(Cli.TOKEN + "\n")
                        .run("login", "--profile", "prod", "--endpoint", server.url());

        assertThat(login.exitCode()).isZero();
        assertThat(login.out() + login.err()).doesNotContain(Cli.TOKEN);
        Path profile = data.resolve("profiles").resolve("prod.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profile)))
                .isEqualTo("rw-------");
        assertThat(Cli.in(data).run("whoami", "--profile", "prod").exitCode()).isZero();
        assertThat(server.last().token()).isEqualTo(Cli.TOKEN);
        assertThat(Cli.in(data).run("whoami").exitCode()).isEqualTo(7);

        assertThat(Cli.in(data).run("logout", "--profile", "prod").exitCode()).isZero();
        assertThat(profile).doesNotExist();
        assertThat(Cli.in(data).run("whoami", "--profile", "prod").exitCode()).isEqualTo(4);
    }

    @Test
    void login_asks_on_a_terminal_and_reads_a_file() throws IOException {
        Cli asked = Cli.in(data).typing(server.url(), Cli.TOKEN);
        assertThat(asked.run("login").exitCode()).isZero();
        assertThat(data.resolve("profile.json")).content().contains(server.url(), Cli.TOKEN);

        Path file = Files.writeString(data.resolve("token"), Cli.TOKEN + "\n");
        Cli.Result fromFile =
                Cli.in(data)
                        .run("login", "--endpoint", server.url(), "--token-file", file.toString());
        assertThat(fromFile.exitCode()).isZero();
    }

    @Test
    void login_saves_nothing_when_the_server_refuses_the_token() throws IOException {
        try (FakeServer refusing = new FakeServer()) {
            refusing.on("GET /api/whoami", 401, "{\"code\":\"invalid_api_key\",\"detail\":\"no\"}");
            Cli.Result result =
                    Cli.in(data).stdin(Cli.TOKEN).run("login", "--endpoint", refusing.url());
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(data.resolve("profile.json")).doesNotExist();
        }
    }

    @Test
    void an_endpoint_with_a_password_and_a_token_of_two_words_are_refused() {
        assertThat(
                        Cli.in(data)
                                .stdin(Cli.TOKEN)
                                .run("login", "--endpoint", "http://u:p@127.0.0.1")
                                .exitCode())
                .isEqualTo(2);
        assertThat(Cli.in(data).stdin("a b").run("login", "--endpoint", server.url()).exitCode())
                .isEqualTo(2);
        assertThat(Cli.in(data).stdin("").run("login", "--endpoint", server.url()).exitCode())
                .isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void rotate_replaces_the_admin_token_and_never_prints_it() throws IOException {
        server.on(
                "POST /api/admin-token/rotate",
                200,
                "{\"id\":\"k2\",\"prefix\":\"sk-alf-abcdefgh\",\"secret\":\"" + SECRET + "\"}");

        Cli.Result result = Cli.at(server, data).run("login", "--rotate", "-o", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out() + result.err()).doesNotContain(SECRET);
        Path token = data.resolve("admin.token");
        assertThat(token).hasContent(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
    }

    @Test
    void rotate_changes_nothing_where_the_new_token_could_not_be_saved() throws IOException {
        Cli.at(server, data);
        Path profiles = Files.createDirectory(data.resolve("profiles"));
        Path profile = profiles.resolve("prod.json");
        Files.writeString(
                profile, "{\"url\":\"" + server.url() + "\",\"token\":\"" + Cli.TOKEN + "\"}");
        Files.delete(profile);
        Files.createDirectory(profile);

        Cli.Result result = Cli.in(data).run("login", "--rotate", "--profile", "prod");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(server.requests()).noneMatch(r -> r.line().startsWith("POST"));
    }
}

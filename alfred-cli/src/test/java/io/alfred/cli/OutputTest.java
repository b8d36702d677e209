package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class OutputTest {
    private static final String WALLETS =
            """
            {"items":[{"id":"w1","owner":"user:ana","org":"acme","parent":null,"state":"active",\
            "allotted":123456789012345678.123456789,"held":0.000000001,"spent":5.10,"free":null},\
            {"id":"w2","owner":"org:a,b \\"c\\"","org":"acme","parent":null,"state":"active",\
            "allotted":null,"held":0,"spent":9223372036854775807,"free":1E-9}],"next":null}\
            """;

    @TempDir private Path data;
    private FakeServer server;
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer().on("GET /api/wallets", 200, WALLETS);
        cli = Cli.at(server, data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void json_is_the_array_of_items_with_every_digit() {
        Cli.Result result = cli.run("wallet", "list", "-o", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("[ {")
                .contains("\"allotted\" : 123456789012345678.123456789,")
                .contains("\"held\" : 0.000000001,")
                .contains("\"spent\" : 5.10,")
                .contains("\"spent\" : 9223372036854775807,")
                .contains("\"free\" : 0.000000001")
                .contains("\"parent\" : null");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void yaml_keeps_every_digit() {
        assertThat(cli.run("-o", "yaml", "wallet", "list").out())
                .contains("allotted: 123456789012345678.123456789\n")
                .contains("held: 0.000000001\n")
                .contains("free: 0.000000001\n");
    }

    @Test
    void csv_has_a_header_and_quotes_what_needs_it() {
        assertThat(cli.run("wallet", "list", "--output", "CSV").out())
                .isEqualTo(
                        """
                        id,owner,org,parent,state,allotted,held,spent,free
                        w1,user:ana,acme,,active,123456789012345678.123456789,0.000000001,5.10,
                        w2,"org:a,b ""c\""\",acme,,active,,0,9223372036854775807,0.000000001
                        """);
    }

    @Test
    void csv_of_nothing_is_its_header() {
        server.on("GET /api/orgs", 200, "{\"items\":[],\"next\":null}");

        assertThat(cli.run("org", "list", "-o", "csv").out())
                .isEqualTo("name,state,default_max_output_tokens,created_at,id\n");
        assertThat(cli.run("org", "list", "-o", "json").out()).isEqualTo("[ ]\n");
        assertThat(cli.run("org", "list").err()).isEqualTo("none\n");
        assertThat(cli.run("org", "list", "-q").err()).isEmpty();
    }

    @Test
    void a_table_aligns_numbers_and_shows_what_is_not_there_as_a_dash() {
        assertThat(cli.run("wallet", "list").out().lines())
                .containsExactly(
                        "OWNER        ORG   STATE                       ALLOTTED         HELD      "
                                + "          SPENT         FREE  ID",
                        "user:ana     acme  active  123456789012345678.123456789  0.000000001      "
                                + "           5.10            -  w1",
                        "org:a,b \"c\"  acme  active                             -            0 "
                                + " 9223372036854775807  0.000000001  w2");
    }

    @Test
    void an_object_is_one_field_a_line_and_nested_fields_have_dots() {
        server.on("POST /api/init", 200, InitAndLoginTest.INIT);

        assertThat(init("--no-save").out())
                .contains("org.name    acme\n", "key.prefix  sk-alf-abcdefgh\n")
                .endsWith("wallets\n  ID  OWNER     ALLOTTED\n  w1  org:acme         5\n");
        assertThat(init("--no-save", "-o", "csv").out()).startsWith("org.id,org.name,team.id");
    }

    @Test
    void control_characters_of_names_do_not_reach_the_terminal() {
        server.on("GET /api/orgs", 200, "{\"items\":[{\"name\":\"a\\u001b[2Jb\"}],\"next\":null}");

        assertThat(cli.run("org", "list").out()).contains("a\\u001b[2Jb");
    }

    @Test
    void a_list_goes_on_page_by_page_up_to_the_limit() {
        server.on(
                        "GET /api/teams?limit=1000",
                        200,
                        "{\"items\":[{\"name\":\"a\"}],\"next\":\"c/1\"}")
                .on(
                        "GET /api/teams?limit=999&after=c%2F1",
                        200, "{\"items\":[{\"name\":\"b\"}],\"next\":null}")
                .on(
                        "GET /api/teams?limit=1",
                        200,
                        "{\"items\":[{\"name\":\"a\"}],\"next\":\"c/1\"}");

        assertThat(cli.run("team", "list", "--limit", "1000", "-o", "csv").out())
                .isEqualTo("name\na\nb\n");

        Cli.Result first = cli.run("team", "list", "--limit", "1", "-o", "csv");
        assertThat(first.out()).isEqualTo("name\na\n");
        assertThat(first.err()).contains("--after c/1");
    }

    private Cli.Result init(String... more) {
        String[] args = {"init", "--org", "acme", "--team", "platform", "--user", "ana"};
        String[] all = new String[args.length + 2 + more.length];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--credits";
        all[args.length + 1] = "5";
        System.arraycopy(more, 0, all, args.length + 2, more.length);
        return cli.run(all);
    }
}

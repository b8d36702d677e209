package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code ledger resolve|refund|reconcile} and {@code alert} ask the server for. */
class CorrectionsTest {
    private static final String TX = "01890000-0000-7000-8000-000000000001";
    private static final String ID = "01890000-0000-4000-8000-000000000002";
    private static final String RUN = "POST /api/ledger/reconciliations";
    private static final String RESULT =
            """
            {"id":"%s","ok":%s,"dry_run":false,"bill":{"sha256":"ab","lines":3,"covered":[]},
             "closed_total":1,"agreed":1,"differences_total":%d,
             "totals":{"billed":0.3,"booked_before":0.1,"booked_after":0.3,"difference":0},
             "closed":[{"tx_id":"%s","was":"unknown","before":0,"cost":0.2,"charged":0.2,
                        "shortfall":0}],
             "differences":[%s]}
            """;
    private static final String DIFFERENCE =
            """
            {"kind":"amount","line":2,"transaction_id":"%s","provider":"openai",
             "model":"gpt-4o","day":"2026-11-20","billed":0.1,"booked":0.2,"detail":"final"}
            """
                    .formatted(TX);

    @TempDir private Path data;
    private FakeServer server;
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        cli = Cli.at(server, data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_call_is_closed_by_a_charge_or_a_release() {
        server.on("POST /api/ledger/holds/" + TX + "/resolution", 200, "{\"state\":\"settled\"}");

        Cli.Result charge =
                cli.run("ledger", "resolve", TX, "--charge", "0.000000007", "--reason", "console");
        assertThat(charge.exitCode()).isZero();
        assertThat(server.last().body())
                .isEqualTo("{\"charge\":0.000000007,\"reason\":\"console\"}");

        Cli.Result release = cli.run("ledger", "resolve", TX, "--release", "--reason", "outage");
        assertThat(release.exitCode()).isZero();
        assertThat(server.last().body()).isEqualTo("{\"release\":true,\"reason\":\"outage\"}");
    }

    @Test
    void a_word_that_is_unclear_is_not_sent() {
        for (String[] unclear :
                new String[][] {
                    {"ledger", "resolve", TX, "--reason", "r"},
                    {"ledger", "resolve", TX, "--charge", "1"},
                    {"ledger", "resolve", TX, "--charge", "1", "--release", "--reason", "r"},
                    {"ledger", "refund", TX, "--reason", "r"},
                    {"ledger", "refund", TX, "1", "--all", "--reason", "r"},
                    {"ledger", "refund", TX, "1"},
                    {"ledger", "reconcile"},
                    {"ledger", "reconcile", "--provider-bill", data.resolve("none").toString()}
                }) {
            assertThat(cli.run(unclear).exitCode()).as(String.join(" ", unclear)).isEqualTo(2);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_refund_has_an_id_that_can_be_repeated() {
        String path = "POST /api/ledger/transactions/" + TX + "/refunds";
        server.on(path, 200, "{\"amount\":0.5}");

        assertThat(cli.run("ledger", "refund", TX, "0.5", "--reason", "r").exitCode()).isZero();
        assertThat(server.last().body())
                .matches("\\{\"id\":\"[0-9a-f-]{36}\",\"amount\":0.5,\"reason\":\"r\"}");
        assertThat(cli.run("ledger", "refund", TX, "--all", "--reason", "r", "--id", ID).exitCode())
                .isZero();
        assertThat(server.last().body())
                .isEqualTo("{\"id\":\"" + ID + "\",\"all\":true,\"reason\":\"r\"}");
    }

    @Test
    void a_refund_whose_outcome_is_unknown_says_how_to_repeat_it() {
        server.on(
                "POST /api/ledger/transactions/" + TX + "/refunds",
                503,
                "{\"code\":\"outcome_unknown\",\"detail\":\"not confirmed\"}");

        Cli.Result result = cli.run("ledger", "refund", TX, "0.5", "--reason", "r", "--id", ID);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("--id " + ID);
    }

    @Test
    void a_bill_is_sent_as_it_is_and_agreement_exits_0() throws IOException {
        String csv = "\uFEFFdate,model,amount_usd\r\n2026-11-20,\"gpt-4o\",0.3\r\n";
        Path bill = Files.writeString(data.resolve("bill.csv"), csv);
        server.on(RUN, 200, String.format(Locale.ROOT, RESULT, ID, true, 0, TX, ""));

        Cli.Result result =
                cli.run(
                        "ledger",
                        "reconcile",
                        "--provider-bill",
                        bill.toString(),
                        "--provider",
                        "open ai",
                        "--dry-run",
                        "--absent-means-unserved",
                        "--charge-released");

        assertThat(result.exitCode()).isZero();
        assertThat(server.last().line())
                .isEqualTo(
                        RUN
                                + "?provider=open%20ai&dry_run=true&absent_means_unserved=true"
                                + "&charge_released=true");
        assertThat(server.last().body()).isEqualTo(csv);
        assertThat(server.last().contentType()).isEqualTo("text/csv");
        assertThat(result.out()).contains("would_close", "0.2", TX);
    }

    @Test
    void differences_exit_5_in_every_format() throws IOException {
        Path bill = Files.writeString(data.resolve("bill.csv"), "x");
        server.on(RUN, 200, String.format(Locale.ROOT, RESULT, ID, false, 1, TX, DIFFERENCE));

        for (String format : new String[] {"table", "json", "yaml", "csv"}) {
            Cli.Result result =
                    cli.run(
                            "ledger",
                            "reconcile",
                            "--provider-bill",
                            bill.toString(),
                            "-o",
                            format);
            assertThat(result.exitCode()).as(format).isEqualTo(5);
            assertThat(result.out()).as(format).contains("amount", TX);
            assertThat(result.err()).as(format).contains("1 differences remain");
        }
        assertThat(server.last().line()).isEqualTo(RUN);
    }

    @Test
    void a_bill_that_is_refused_says_the_line() throws IOException {
        Path bill = Files.writeString(data.resolve("bill.csv"), "x");
        server.on(
                RUN,
                400,
                "{\"code\":\"invalid_request\",\"detail\":\"line 7: date is not a day\"}");

        Cli.Result result = cli.run("ledger", "reconcile", "--provider-bill", bill.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("line 7");
    }

    @Test
    void alerts_are_listed_and_acknowledged() {
        server.on("GET /api/alerts", 200, "{\"items\":[{\"kind\":\"shortfall\"}],\"next\":null}")
                .on("POST /api/alerts/" + ID + "/acknowledge", 200, "{\"id\":\"" + ID + "\"}");

        assertThat(cli.run("alert", "list").out()).contains("shortfall");
        assertThat(server.last().line()).isEqualTo("GET /api/alerts?open=true&limit=50");
        cli.run("alert", "list", "--all");
        assertThat(server.last().line()).isEqualTo("GET /api/alerts?limit=50");
        assertThat(cli.run("alert", "ack", ID).exitCode()).isZero();
    }
}

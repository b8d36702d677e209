package io.alfred.cli.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.OptionRange;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.Output;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.serve.ServerNode;
import io.alfred.cli.serve.ThrowAwayServer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code alfred bench gateway}. */
@Command(
        name = "gateway",
        description = {
            "Measures what the gateway adds to a call: a server, a database and a provider of its",
            "own are started, the provider is called directly and through the gateway, with keys,",
            "holds, settles and audit rows, and everything is removed."
        })
public final class BenchGatewayCommand implements Callable<Integer> {
    private static final int RATE_MAX = 10_000;
    private static final BigDecimal CREDITS = new BigDecimal("1000000");

    @Mixin private GlobalOptions globals;

    @Option(
            names = "--cases",
            paramLabel = "CASE",
            split = ",",
            description = {
                "Only these samples: json, sse, json_max, json_max_unbooked, sse_max,",
                "not_found, unknown_key, over_limit, streams (default: all)."
            })
    private List<String> cases = GatewayPlan.CASES;

    @Option(
            names = "--rates",
            paramLabel = "RPS",
            split = ",",
            defaultValue = "100,200,500",
            description = "Calls a second of the open loop (default: ${DEFAULT-VALUE}).")
    private List<Integer> rates = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds of all samples (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds-per-sample",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long a sample lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up-seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "How long nothing counts at first (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "64",
            description = "Connections at full load (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Slow streams at the same time (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Override
    public Integer call() throws InterruptedException {
        GatewayPlan plan = plan();
        Output output = globals.output();
        output.talk("starting a server, a database and a provider of their own");
        try (TestProvider provider = new TestProvider();
                ThrowAwayServer server =
                        ThrowAwayServer.open(
                                globals.dataDir(), globals.environment().variables())) {
            ServerNode node =
                    server.addNode(
                            Map.of(
                                    "ALFRED_BENCH_ENABLED",
                                    "true",
                                    "ALFRED_BENCH_UNBOOKED_MODEL",
                                    Subject.PROVIDER + "/" + Subject.UNBOOKED));
            node.start();
            String token =
                    node.dataDir()
                            .adminToken()
                            .orElseThrow(() -> new IllegalStateException("no admin token"));
            Api api = new Api(node.url(), token);
            register(api, provider.baseUrl());
            Subject subject =
                    new Subject(
                            URI.create(node.url() + "/v1"),
                            provider.baseUrl(),
                            user(api, "bench"),
                            limitedUser(api, "limited"),
                            node.pid(),
                            server.postgres().pid().orElseThrow());
            print(new GatewayRun(plan, subject, output).report(), output);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "the test provider cannot listen (" + e.getMessage() + ")",
                    "free a port on 127.0.0.1",
                    e);
        }
        return ExitCode.OK;
    }

    /** What was asked for; usage errors name the option. */
    GatewayPlan plan() {
        rates.forEach(rate -> OptionRange.require("--rates", rate, 1, RATE_MAX));
        OptionRange.require("--rounds", rounds, 1, 100);
        OptionRange.require("--seconds-per-sample", seconds, 1, 60);
        OptionRange.require("--warm-up-seconds", warmUpSeconds, 0, 600);
        OptionRange.require("--connections", connections, 1, 1024);
        OptionRange.require("--streams", streams, 1, 4096);
        for (String each : cases) {
            if (!GatewayPlan.CASES.contains(each)) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--cases: \"" + each + "\" is not a case",
                        "use " + String.join(", ", GatewayPlan.CASES));
            }
        }
        return new GatewayPlan(cases, rates, seconds, rounds, warmUpSeconds, connections, streams);
    }

    /** A provider, and a model with a price under two names. */
    private static void register(Api api, URI provider) {
        api.put(
                ApiPath.of("api", "providers", Subject.PROVIDER),
                Json.object().put("base_url", provider.toString()).put("api_key", "bench-key"));
        for (String model : List.of(Subject.MODEL, Subject.UNBOOKED)) {
            api.put(
                    ApiPath.of("api", "models", Subject.PROVIDER, model),
                    Json.object()
                            .put("input", new BigDecimal("1"))
                            .put("output", new BigDecimal("2"))
                            .put("context_tokens", 100_000)
                            .put("max_output_tokens", 1000));
        }
    }

    /** A user with ample credits in an org of its own; the user's key. */
    private static String user(Api api, String org) {
        JsonNode made =
                api.post(
                        ApiPath.of("api", "init"),
                        Json.object()
                                .put("org", org)
                                .put("team", "load")
                                .put("user", org + "-caller")
                                .put("credits", CREDITS));
        return made.at("/key/secret").asText();
    }

    /** One that may not call at all, but for a call a minute. */
    private static String limitedUser(Api api, String org) {
        String key = user(api, org);
        api.put(
                ApiPath.of("api", "limits"),
                Json.object()
                        .put("subject", "org:" + org)
                        .put("requests_per_minute", 1)
                        .put("burst", 1));
        return key;
    }

    private static void print(ObjectNode report, Output output) {
        if (output.format() == OutputFormat.JSON || output.format() == OutputFormat.YAML) {
            output.object(report);
            return;
        }
        output.items((ArrayNode) report.path("cases"), GatewayReport.COLUMNS);
        if (output.format() == OutputFormat.TABLE) {
            output.text("\n" + String.join("\n", GatewayReport.sentences(report)) + "\n");
        }
    }
}

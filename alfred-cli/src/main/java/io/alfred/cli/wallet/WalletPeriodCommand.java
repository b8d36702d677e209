package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alfred wallet period}. */
@Command(
        name = "period",
        description = "Sets when a wallet's limit begins anew.",
        footer = {
            "%nExample:",
            "  alfred wallet period team:search month --zone Europe/Berlin --anchor 2026-01-15"
        })
final class WalletPeriodCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Parameters(
            index = "1",
            paramLabel = "UNIT",
            description = "none, day, week, month, quarter or year.")
    private String unit;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Where days begin, such as Europe/Berlin (default: UTC).")
    private @Nullable String zone;

    @Option(
            names = "--anchor",
            paramLabel = "DAY",
            description =
                    "A day on which a period begins (default: 2024-01-01, a Monday and the first"
                            + " day of a year).")
    private @Nullable String anchor;

    @Option(names = "--carry-over", description = "Add what was not spent to the next period.")
    private boolean carryOver;

    @Override
    public Integer call() {
        Api api = api();
        ObjectNode body = Json.object().put("unit", unit);
        if (zone != null) {
            body.put("zone", zone);
        }
        if (anchor != null) {
            body.put("anchor", anchor);
        }
        if (carryOver) {
            body.put("carry_over", true);
        }
        output().object(
                        api.put(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "period"),
                                body));
        return ExitCode.OK;
    }
}

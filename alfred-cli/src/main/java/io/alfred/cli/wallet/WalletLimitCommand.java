package io.alfred.cli.wallet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.AmountConverter;
import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.math.BigDecimal;

/** {@code alfred wallet limit}. */
@Command(name = "limit", description = "Sets a wallet's limit; what was spent stays spent.")
final class WalletLimitCommand extends ApiCommand {
    private static final String NONE = "none";

    @Spec private CommandSpec spec;

    @Mixin private WalletOptions wallet;

    @Parameters(
            index = "1",
            paramLabel = "CREDITS|none",
            description = "The limit, or none for only its parents'.")
    private String allotted;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the ledger.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        if (allotted.equals(NONE)) {
            body.putNull("allotted");
        } else {
            body.put("allotted", credits());
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        Api api = api();
        output().object(api.put(ApiPath.of("api", "wallets", wallet.ref().id(api), "limit"), body));
        return ExitCode.OK;
    }

    private BigDecimal credits() {
        try {
            return new AmountConverter().convert(allotted);
        } catch (TypeConversionException e) {
            throw new ParameterException(
                    spec.commandLine(), e.getMessage() + ", nor is it " + NONE, e);
        }
    }
}

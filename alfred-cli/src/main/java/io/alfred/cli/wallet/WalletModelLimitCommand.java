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

/** {@code alfred wallet model-limit}. */
@Command(
        name = "model-limit",
        description = "Limits what a wallet may spend on some models.",
        footer = {"%nExample:", "  alfred wallet model-limit team:search 'openai/gpt-5*' 10"})
final class WalletModelLimitCommand extends ApiCommand {
    private static final String NONE = "none";

    @Spec private CommandSpec spec;

    @Mixin private WalletOptions wallet;

    @Parameters(
            index = "1",
            paramLabel = "MODELS",
            description = "A model such as openai/gpt-4o, or the beginning of several with a *.")
    private String models;

    @Parameters(index = "2", paramLabel = "CREDITS|none", description = "The limit, or none.")
    private String allotted;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the ledger.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        ObjectNode body = Json.object().put("models", models);
        if (allotted.equals(NONE)) {
            body.putNull("allotted");
        } else {
            try {
                body.put("allotted", new AmountConverter().convert(allotted));
            } catch (TypeConversionException e) {
                throw new ParameterException(
                        spec.commandLine(), e.getMessage() + ", nor is it " + NONE, e);
            }
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        Api api = api();
        output().object(
                        api.put(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "model-limits"),
                                body));
        return ExitCode.OK;
    }
}

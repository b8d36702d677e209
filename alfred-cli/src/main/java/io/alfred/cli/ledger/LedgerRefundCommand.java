package io.alfred.cli.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/** {@code alfred ledger refund}. */
@Command(
        name = "refund",
        description = "Gives back part or all of a final charge.",
        footer = {
            "%nExamples:",
            "  alfred ledger refund TX 0.5 --reason \"bad answer\"",
            "  alfred ledger refund TX --all --reason \"outage\""
        })
final class LedgerRefundCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "TX", description = "The transaction.")
    private String transaction;

    @Parameters(index = "1", paramLabel = "CREDITS", arity = "0..1", description = "How much.")
    private @Nullable BigDecimal amount;

    @Option(names = "--all", description = "All that is left of the charge.")
    private boolean all;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Kept in the ledger.")
    private String reason;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "A UUID for this refund; the same id again changes nothing.")
    private @Nullable UUID id;

    @Override
    public Integer call() {
        if ((amount == null) != all) {
            throw new CliException(
                    ExitCode.USAGE, "how much goes back is not clear", "give CREDITS or --all");
        }
        Optional<UUID> refund = refundId();
        ObjectNode body = Json.object();
        refund.ifPresent(made -> body.put("id", made.toString()));
        if (amount == null) {
            body.put("all", true);
        } else {
            body.put("amount", amount);
        }
        body.put("reason", reason);
        try {
            output().object(
                            api().post(
                                            ApiPath.of(
                                                    "api",
                                                    "ledger",
                                                    "transactions",
                                                    transaction,
                                                    "refunds"),
                                            body));
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.UNREACHABLE || e.exitCode() == ExitCode.FAILURE) {
                refund.ifPresent(
                        made -> output().talk("to repeat exactly this refund, give --id " + made));
            }
            throw e;
        }
        return ExitCode.OK;
    }

    /**
     * Made here, so that a command whose answer got lost can be repeated; none where the command's
     * own key does that, as a repeat has to say the same.
     */
    private Optional<UUID> refundId() {
        return id == null && globals().idempotencyKey().isPresent()
                ? Optional.empty()
                : Optional.of(id == null ? UUID.randomUUID() : id);
    }
}

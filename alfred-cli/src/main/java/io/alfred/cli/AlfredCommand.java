package io.alfred.cli;

import io.alfred.cli.access.InitCommand;
import io.alfred.cli.access.LoginCommand;
import io.alfred.cli.access.LogoutCommand;
import io.alfred.cli.access.WhoamiCommand;
import io.alfred.cli.alert.AlertCommand;
import io.alfred.cli.audit.AuditCommand;
import io.alfred.cli.bench.BenchCommand;
import io.alfred.cli.chat.ChatCommand;
import io.alfred.cli.command.AmountConverter;
import io.alfred.cli.core.Environment;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.db.DbCommand;
import io.alfred.cli.directory.OrgCommand;
import io.alfred.cli.directory.TeamCommand;
import io.alfred.cli.directory.UserCommand;
import io.alfred.cli.key.KeyCommand;
import io.alfred.cli.ledger.LedgerCommand;
import io.alfred.cli.limit.LimitCommand;
import io.alfred.cli.model.ModelCommand;
import io.alfred.cli.provider.ProviderCommand;
import io.alfred.cli.serve.ServeCommand;
import io.alfred.cli.serve.StatusCommand;
import io.alfred.cli.serve.StopCommand;
import io.alfred.cli.shell.CompletionCommand;
import io.alfred.cli.shell.ShellCommand;
import io.alfred.cli.shell.VersionCommand;
import io.alfred.cli.wallet.WalletCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Mixin;

import java.io.PrintWriter;
import java.math.BigDecimal;

/** {@code alfred}: the root every noun hangs under. */
@Command(
        name = "alfred",
        description = "Runs and operates the Alfred LLM gateway.",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0 ok, 1 failure, 2 usage, 3 not found, 4 authentication,",
            "  5 denied by a limit or policy, or differences (ledger reconcile), 6 integrity"
                    + " broken,",
            "  7 server unreachable,",
            "  130 interrupted"
        },
        subcommands = {
            ServeCommand.class,
            StopCommand.class,
            StatusCommand.class,
            InitCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            OrgCommand.class,
            TeamCommand.class,
            UserCommand.class,
            WalletCommand.class,
            KeyCommand.class,
            LimitCommand.class,
            ProviderCommand.class,
            ModelCommand.class,
            ChatCommand.class,
            LedgerCommand.class,
            AlertCommand.class,
            AuditCommand.class,
            BenchCommand.class,
            ShellCommand.class,
            CompletionCommand.class,
            DbCommand.class,
            VersionCommand.class
        })
public final class AlfredCommand {
    @Mixin private GlobalOptions globals;

    GlobalOptions globals() {
        return globals;
    }

    /** The whole command line, reading from {@code environment} and printing to the writers. */
    public static CommandLine commandLine(
            Environment environment, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new AlfredCommand(), new Factory(environment));
        keepOptionOrder(line);
        return line.setOut(out)
                .setErr(err)
                .setColorScheme(Help.defaultColorScheme(ansi(environment)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(BigDecimal.class, new AmountConverter())
                // a prompt may start with '@'
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::failure);
    }

    private static void keepOptionOrder(CommandLine line) {
        line.getCommandSpec().usageMessage().sortOptions(false);
        line.getSubcommands().values().forEach(AlfredCommand::keepOptionOrder);
    }

    private static Help.Ansi ansi(Environment environment) {
        boolean plain =
                environment.variable("NO_COLOR").isPresent() || environment.terminal().isEmpty();
        return plain ? Help.Ansi.OFF : Help.Ansi.AUTO;
    }

    /** Gives every command the same surroundings. */
    private record Factory(Environment environment) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == GlobalOptions.class) {
                return type.cast(new GlobalOptions(environment));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}

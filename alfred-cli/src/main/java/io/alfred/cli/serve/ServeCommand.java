package io.alfred.cli.serve;

import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Output;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code alfred serve}. */
@Command(
        name = "serve",
        description = {
            "Runs the server until it is told to stop (SIGTERM, Ctrl-C, alfred stop).",
            "Without --db-url it brings its own PostgreSQL, which lives in the data directory."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final String DETACH = "--detach";

    @Mixin private GlobalOptions globals;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "HTTP port, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--address",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @ArgGroup(exclusive = false, validate = false, heading = "%nDatabase:%n")
    private DatabaseOptions database = new DatabaseOptions();

    @Option(names = DETACH, description = "Return when the server is ready; it keeps running.")
    private boolean detach;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DataDir dataDir = globals.dataDir();
        ServeFiles files = ServeFiles.in(dataDir);
        files.makeUsable();
        Output output = globals.output();
        if (detach) {
            return new Detached(files, output).start(argumentsWithoutDetach());
        }
        Settings settings = Settings.read(files.settings(), globals.environment().variables());
        Supervisor.Plan plan =
                new Supervisor.Plan(
                        dataDir, settings, address, port, database(dataDir, settings, output));
        return new Supervisor(plan, ServerHome.find(), output, StopSignal.install()).run();
    }

    private Database database(DataDir dataDir, Settings settings, Output output) {
        return database.external(settings)
                .<Database>map(external -> external)
                .orElseGet(
                        () ->
                                new EmbeddedDatabase(
                                        dataDir, sentence -> output.talk("alfred: " + sentence)));
    }

    private List<String> argumentsWithoutDetach() {
        return spec.root().commandLine().getParseResult().originalArgs().stream()
                .filter(argument -> !argument.equals(DETACH))
                .toList();
    }
}

package io.alfred.cli.core;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The options every command takes, in front of or behind its name: {@code alfred -o json wallet
 * list} and {@code alfred wallet list -o json} are the same. The innermost one given wins.
 *
 * <p>Use: {@code @Mixin private GlobalOptions globals;}
 */
public final class GlobalOptions {
    private static final Pattern PROFILE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** Shorter than the server's 255, as further changes of a command add a number. */
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("(?=.*[!-~])[ -~]{1,250}");

    private final Environment environment;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            order = 900,
            description = "table, json, yaml or csv (default: table).")
    private @Nullable OutputFormat format;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            order = 901,
            description = "Saved endpoint and token to use (see alfred login).")
    private @Nullable String profile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            order = 902,
            description = "Data directory (default: $ALFRED_DATA, else ~/.alfred).")
    private @Nullable Path data;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            order = 902,
            description = "Names this change, so that repeating it changes nothing (24 hours).")
    private @Nullable String idempotencyKey;

    @Option(
            names = {"-y", "--yes"},
            order = 903,
            description = "Answer every question with yes.")
    private boolean yes;

    @Option(names = "--no-input", order = 904, description = "Never ask; fail instead.")
    private boolean noInput;

    @Option(
            names = {"-q", "--quiet"},
            order = 905,
            description = "Data and errors only.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            order = 906,
            description = "Say more; show where an error came from.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 907,
            description = "Show this help.")
    private boolean help;

    /** For picocli's own factory: options of this process. */
    public GlobalOptions() {
        this(Environment.ofProcess());
    }

    public GlobalOptions(Environment environment) {
        this.environment = environment;
    }

    public Environment environment() {
        return environment;
    }

    public OutputFormat format() {
        return nearest(options -> options.format).orElse(OutputFormat.TABLE);
    }

    /** The name given with {@code --profile}. */
    public Optional<String> profile() {
        Optional<String> name = nearest(options -> options.profile);
        if (name.isPresent() && !PROFILE_NAME.matcher(name.get()).matches()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid profile name: use a-z, 0-9, '.', '_' and '-', at most 64");
        }
        return name;
    }

    /** The key given with {@code --idempotency-key}. */
    public Optional<String> idempotencyKey() {
        Optional<String> key = nearest(options -> options.idempotencyKey);
        if (key.isPresent() && !IDEMPOTENCY_KEY.matcher(key.get()).matches()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid --idempotency-key: use 1 to 250 printable ASCII characters");
        }
        return key;
    }

    public DataDir dataDir() {
        return DataDir.resolve(nearest(options -> options.data).orElse(null), environment);
    }

    public boolean yes() {
        return any(options -> options.yes);
    }

    public boolean verbose() {
        return any(options -> options.verbose);
    }

    public boolean quiet() {
        return any(options -> options.quiet);
    }

    /** The terminal, unless there is none or {@code --no-input} was given. */
    public Optional<Prompt> prompt() {
        return any(options -> options.noInput) ? Optional.empty() : environment.terminal();
    }

    /** Where this command prints. */
    public Output output() {
        return new Output(
                command.commandLine().getOut(),
                command.commandLine().getErr(),
                format(),
                quiet(),
                verbose());
    }

    /** Whether help was asked for; picocli prints it. */
    public boolean help() {
        return help;
    }

    private boolean any(Function<GlobalOptions, Boolean> flag) {
        return nearest(options -> flag.apply(options) ? Boolean.TRUE : null).isPresent();
    }

    private <T> Optional<T> nearest(Function<GlobalOptions, @Nullable T> value) {
        for (CommandSpec at = command; at != null; at = at.parent()) {
            for (CommandSpec mixin : at.mixins().values()) {
                if (mixin.userObject() instanceof GlobalOptions options) {
                    T found = value.apply(options);
                    if (found != null) {
                        return Optional.of(found);
                    }
                }
            }
        }
        return Optional.empty();
    }
}

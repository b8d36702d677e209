package io.alfred.cli.limit;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which limit: whose, and for which models. */
final class LimitSubject {
    @Parameters(
            paramLabel = "SUBJECT",
            description = "key:, user:, team: or org: and a name; a key also by its prefix.")
    private String name;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "provider/model, or a beginning with * (default: all together).")
    private @Nullable String model;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "Which one, where the name exists in several.")
    private @Nullable String org;

    String name() {
        return name;
    }

    @Nullable String model() {
        return model;
    }

    @Nullable String org() {
        return org;
    }
}

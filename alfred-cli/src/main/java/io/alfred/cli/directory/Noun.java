package io.alfred.cli.directory;

import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;
import java.util.Locale;

/** Which of the three nouns a shared verb hangs under. */
enum Noun {
    ORG("orgs"),
    TEAM("teams"),
    USER("users");

    private final String collection;

    Noun(String collection) {
        this.collection = collection;
    }

    /** The noun a verb was called under. */
    static Noun of(CommandSpec verb) {
        return valueOf(verb.parent().name().toUpperCase(Locale.ROOT));
    }

    ApiPath path() {
        return ApiPath.of("api", collection);
    }

    ApiPath path(String nameOrId) {
        return ApiPath.of("api", collection, nameOrId);
    }

    List<String> columns() {
        return switch (this) {
            case ORG -> List.of("name", "state", "default_max_output_tokens", "created_at", "id");
            case TEAM -> List.of("name", "org", "state", "created_at", "id");
            case USER -> List.of("name", "org", "team", "role", "state", "created_at", "id");
        };
    }
}

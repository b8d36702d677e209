package io.alfred.cli.model;

import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.util.ArrayList;
import java.util.List;

/** Where a model lies under {@code /api}. */
final class ModelPath {
    private ModelPath() {}

    /** The path of {@code PROVIDER/MODEL}, whose slashes stay slashes. */
    static ApiPath of(CommandSpec spec, String id) {
        int slash = id.indexOf('/');
        if (slash < 1 || slash == id.length() - 1) {
            throw new ParameterException(
                    spec.commandLine(), "Name the model as PROVIDER/MODEL, such as openai/gpt-4o");
        }
        List<String> segments = new ArrayList<>(List.of("api", "models", id.substring(0, slash)));
        segments.addAll(List.of(id.substring(slash + 1).split("/", -1)));
        return ApiPath.of(segments.toArray(String[]::new));
    }
}

package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where Google serves its models: the bodies are the same, the paths are not. */
public enum GeminiApi {
    /** Below {@code https://generativelanguage.googleapis.com/v1beta}, with an API key. */
    GENERATIVE_LANGUAGE("/models/"),

    /**
     * Below {@code https://HOST/v1/projects/PROJECT/locations/LOCATION}, with an access token.
     *
     * @see io.alfred.providers.sign.GoogleServiceAccount
     */
    VERTEX("/publishers/google/models/");

    private final String models;

    GeminiApi(String models) {
        this.models = models;
    }

    /** What counts the tokens of a request for an answer. */
    ObjectNode counting(ObjectNode request, String model) {
        return switch (this) {
            case GENERATIVE_LANGUAGE -> {
                ObjectNode asked = JsonNodeFactory.instance.objectNode();
                asked.putObject("generateContentRequest")
                        .put("model", "models/" + model)
                        .setAll(request);
                yield asked;
            }
            // takes no choice among the tools, which is no part of the prompt
            case VERTEX -> request.without("toolConfig");
        };
    }

    /** The path of a method of a model, below the provider's base URL. */
    String path(String model, String method) {
        String name = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return models + name + ":" + method;
    }
}

package io.alfred.cli.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.core.Json;

import java.net.URI;
import java.util.Optional;

/**
 * What a profile file keeps.
 *
 * @param url the server, with the token for its {@code /api}
 * @param apiKey the key {@code chat} uses for {@code /v1}
 */
record Profile(Optional<URI> url, Optional<String> token, Optional<String> apiKey) {
    static final Profile EMPTY = new Profile(Optional.empty(), Optional.empty(), Optional.empty());

    static Profile parse(String text, String source) {
        JsonNode node = Json.parse(text, source);
        return new Profile(
                field(node, "url").map(URI::create), field(node, "token"), field(node, "api_key"));
    }

    String text() {
        ObjectNode node = Json.object();
        url.ifPresent(value -> node.put("url", value.toString()));
        token.ifPresent(value -> node.put("token", value));
        apiKey.ifPresent(value -> node.put("api_key", value));
        return Json.write(node) + "\n";
    }

    /** Signed in elsewhere, the key goes: it belongs to the server that was known until now. */
    Profile withServer(URI server, String newToken, Optional<URI> known) {
        boolean same = known.map(server::equals).orElse(false);
        return new Profile(
                Optional.of(server), Optional.of(newToken), same ? apiKey : Optional.empty());
    }

    Profile withApiKey(String key) {
        return new Profile(url, token, Optional.of(key));
    }

    /** Names the server only. */
    @Override
    public String toString() {
        return "Profile[url=" + url.map(URI::toString).orElse("none") + "]";
    }

    private static Optional<String> field(JsonNode node, String name) {
        return Optional.ofNullable(node.path(name).textValue());
    }
}

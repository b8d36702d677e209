package io.alfred.providers.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;
import io.alfred.providers.MultipartForm;
import io.alfred.providers.ProviderCall;

import java.util.Optional;

/**
 * The body as it goes out: the bytes as received, unless the model has another name upstream or
 * usage has to be asked for. Then the rest stays byte for byte, but for bodies in other encodings
 * than UTF-8, which are written anew.
 *
 * @param usageAsked true when Alfred asked for the usage event and the client did not
 */
record OutgoingBody(byte[] bytes, boolean usageAsked) {
    private static final String STREAM_OPTIONS = "stream_options";
    private static final String INCLUDE_USAGE = "include_usage";

    /**
     * @param usageOnRequest whether streams report usage only when asked
     */
    static OutgoingBody of(ProviderCall call, boolean usageOnRequest) {
        ObjectNode request = call.request();
        String upstreamName = call.model().upstreamName();
        boolean rename = !upstreamName.equals(request.path("model").asText());
        boolean askUsage =
                usageOnRequest
                        && call.stream()
                        && !request.path(STREAM_OPTIONS).path(INCLUDE_USAGE).asBoolean(false);
        if (!rename && !askUsage) {
            return new OutgoingBody(call.rawBody(), false);
        }
        if (call.endpoint().takesForm()) {
            MultipartForm form = MultipartForm.read(call.rawBody(), call.contentType());
            return new OutgoingBody(form.withModel(upstreamName), false);
        }
        Optional<String> newName = rename ? Optional.of(upstreamName) : Optional.empty();
        boolean editable = BodyEdit.isPossible(call.rawBody()) && (!rename || request.has("model"));
        if (editable) {
            return new OutgoingBody(BodyEdit.apply(call.rawBody(), newName, askUsage), askUsage);
        }
        return new OutgoingBody(ExactJson.write(changed(request, newName, askUsage)), askUsage);
    }

    private static ObjectNode changed(
            ObjectNode request, Optional<String> newName, boolean askUsage) {
        ObjectNode changed = request.deepCopy();
        newName.ifPresent(name -> changed.put("model", name));
        if (askUsage) {
            ObjectNode options =
                    changed.get(STREAM_OPTIONS) instanceof ObjectNode present
                            ? present
                            : changed.putObject(STREAM_OPTIONS);
            options.put(INCLUDE_USAGE, true);
        }
        return changed;
    }
}

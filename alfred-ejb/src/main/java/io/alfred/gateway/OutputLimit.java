package io.alfred.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.ledger.Lowering;
import io.alfred.pricing.Estimate;
import io.alfred.providers.ExactJson;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The field of a request that bounds its output, which Alfred may fill in or lower. The body is
 * written anew only then.
 */
final class OutputLimit {
    private static final List<String> CHAT_FIELDS = List.of("max_completion_tokens", "max_tokens");

    private final ObjectNode request;
    private final List<String> fields;
    private long least;
    private OptionalLong sent = OptionalLong.empty();
    private boolean lowered;
    private boolean renamed;

    private OutputLimit(ObjectNode request, List<String> fields, long least) {
        this.request = request;
        this.fields = fields;
        this.least = least;
    }

    /**
     * Of a request that was read and is still as it was received.
     *
     * @param chatField what the provider calls the limit of a chat
     * @param least the lowest limit that the provider takes
     */
    static OutputLimit of(Endpoint endpoint, ObjectNode request, String chatField, long least) {
        List<String> fields =
                endpoint == Endpoint.CHAT
                        ? Stream.concat(Stream.of(chatField), CHAT_FIELDS.stream())
                                .distinct()
                                .toList()
                        : endpoint.outputField().stream().toList();
        boolean thinks = endpoint == Endpoint.MESSAGES && request.hasNonNull("thinking");
        long room = thinks ? ReasoningRoom.least(request) : 1;
        return new OutputLimit(request, fields, Math.max(least, room));
    }

    /** The request as it goes out. */
    ObjectNode request() {
        return request;
    }

    private Stream<String> present() {
        return fields.stream().filter(request::hasNonNull);
    }

    /** The field to speak of: the one that the request has, else the endpoint's own. */
    Optional<String> field() {
        return present().findFirst().or(() -> fields.stream().findFirst());
    }

    /** Fills in the org's default where the request names no limit; before it is priced. */
    void fillIn(OptionalLong orgDefault, Model model) {
        if (orgDefault.isPresent()
                && !fields.isEmpty()
                && present().findAny().isEmpty()
                && model.maxOutputTokens() > 0) {
            put(fields.getFirst(), Math.min(orgDefault.getAsLong(), model.maxOutputTokens()));
        }
    }

    /**
     * Puts a chat's limit under the one name that its provider knows: under another it might be
     * ignored there, and the answer could be longer than what was held for.
     */
    void nameAs(String field) {
        List<String> others = present().filter(name -> !name.equals(field)).toList();
        boolean numbers = present().map(request::get).allMatch(JsonNode::canConvertToLong);
        if (others.isEmpty() || !numbers) {
            return;
        }
        long limit = present().map(request::get).mapToLong(JsonNode::longValue).min().orElseThrow();
        request.remove(others);
        request.put(field, limit);
        renamed = true;
    }

    /**
     * Fills in the model's own limit where the request has none, for a provider that has to be told
     * what was held for.
     */
    void fillInWhatIsHeld(Model model) {
        fillIn(OptionalLong.of(model.maxOutputTokens()), model);
        present()
                .filter(field -> request.path(field).canConvertToLong())
                .filter(field -> request.path(field).longValue() > model.maxOutputTokens())
                .toList()
                .forEach(field -> put(field, model.maxOutputTokens()));
        // Efforts become budgets, which go down with the limit, but not to nothing.
        least = Math.max(least, ReasoningRoom.least(request));
    }

    /** How the request may be made cheaper; empty where it cannot. */
    Optional<Lowering> lowering(Model model, Estimate estimate, long outputPrice) {
        long limit = estimate.outputTokensMax() - beyondTheLimit(model, estimate);
        return fields.isEmpty() || limit < least
                ? Optional.empty()
                : Optional.of(new Lowering(limit, outputPrice, least));
    }

    /**
     * A prediction is charged as output besides the limit, in chats only; so is an echoed prompt,
     * in completions only.
     */
    private long beyondTheLimit(Model model, Estimate estimate) {
        if (!request.hasNonNull("prediction") && !request.path("echo").asBoolean(false)) {
            return 0;
        }
        long asked =
                present()
                        .map(request::get)
                        .filter(JsonNode::canConvertToLong)
                        .mapToLong(JsonNode::longValue)
                        .max()
                        .orElse(model.maxOutputTokens());
        return estimate.outputTokensMax() - Math.min(asked, model.maxOutputTokens());
    }

    /** Lowers the limit under whatever name the request has it. */
    void lowerTo(long tokens) {
        List<String> named = present().toList();
        (named.isEmpty() ? fields.subList(0, 1) : named).forEach(field -> put(field, tokens));
        lowered = true;
    }

    private void put(String field, long tokens) {
        request.put(field, tokens);
        sent = OptionalLong.of(tokens);
    }

    /** What goes out: the bytes as received, unless something was changed. */
    byte[] body(byte[] received) {
        return sent.isPresent() || renamed ? ExactJson.write(request) : received;
    }

    /** What the client is told about it. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        sent.ifPresent(tokens -> headers.put("X-Alfred-Max-Output-Tokens", Long.toString(tokens)));
        if (lowered) {
            headers.put("X-Alfred-Lowered", "true");
        }
        return headers;
    }
}

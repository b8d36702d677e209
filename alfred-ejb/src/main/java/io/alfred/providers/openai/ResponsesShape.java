package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.http.StreamWatch;
import io.alfred.providers.wires.ServedTier;
import io.alfred.providers.wires.responses.ResponsesUsage;
import io.alfred.secrets.Secret;

import java.util.Optional;

/**
 * Responses: a list of items, and a status that may be {@code failed} although the call was not.
 */
final class ResponsesShape implements AnswerShape {
    @Override
    public boolean fits(JsonNode answer) {
        return answer.path("output").isArray();
    }

    @Override
    public Optional<ProviderError> failure(JsonNode answer) {
        boolean failed = answer.path("status").asText().equals("failed");
        return failed ? Optional.of(ResponseError.of(answer)) : Optional.empty();
    }

    @Override
    public byte[] told(byte[] body, ProviderError failure, Optional<Secret> key) {
        if (!(AnswerJson.parse(body) instanceof ObjectNode told)) {
            return body;
        }
        told.set("error", ResponseError.told(failure, key));
        return ExactJson.write(told);
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return ResponsesUsage.in(answer);
    }

    @Override
    public Optional<ServiceTier> tier(JsonNode answer) {
        return ServedTier.in(answer);
    }

    @Override
    public String text(JsonNode answer) {
        return written(answer);
    }

    /** Text, refusals, visible reasoning, and the names and arguments of calls. */
    static String written(JsonNode response) {
        StringBuilder written = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            for (String list : new String[] {"summary", "content"}) {
                for (JsonNode part : item.path(list)) {
                    add(written, part, "text", "refusal");
                }
            }
            add(written, item, "name", "arguments", "input");
        }
        return written.toString();
    }

    private static void add(StringBuilder written, JsonNode node, String... fields) {
        for (String field : fields) {
            if (node.path(field).isTextual()) {
                written.append(node.path(field).textValue());
            }
        }
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        return new ResponsesWatch(call.key());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}

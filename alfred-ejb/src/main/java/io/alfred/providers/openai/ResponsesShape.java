package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.http.StreamWatch;
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

    /** A response that failed with neither usage nor output was not served. */
    @Override
    public Optional<ProviderError> failure(JsonNode answer) {
        boolean nothing = usage(answer).isEmpty() && text(answer).isEmpty();
        return failed(answer) && nothing ? Optional.of(ResponseError.of(answer)) : Optional.empty();
    }

    /** One that failed later is told without the provider's own affairs. */
    @Override
    public Optional<byte[]> told(JsonNode answer, Optional<Secret> key) {
        if (!failed(answer) || !(answer.deepCopy() instanceof ObjectNode told)) {
            return Optional.empty();
        }
        told.set("error", ResponseError.told(ResponseError.of(answer), key));
        return Optional.of(ExactJson.write(told));
    }

    private static boolean failed(JsonNode answer) {
        return answer.path("status").asText().equals("failed");
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return ReportedUsage.inResponse(answer);
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

package io.alfred.providers.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.ProviderError;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shape in which a provider is asked and answers. */
public interface ProviderWire {
    /**
     * What is sent.
     *
     * @throws io.alfred.kernel.AlfredException {@code INVALID_REQUEST} with the client's name of a
     *     field that this provider cannot be told
     */
    Request request(Dialogue dialogue, String model);

    /**
     * What counts the tokens of a prompt, at no cost; empty where the provider has nothing like it
     * for the model.
     *
     * @throws io.alfred.kernel.AlfredException as {@link #request}
     */
    default Optional<Request> counting(Dialogue dialogue, String model) {
        return Optional.empty();
    }

    /** The number of tokens in an answer to {@link #counting}; missing in any other JSON. */
    default JsonNode counted(JsonNode answer) {
        return MissingNode.getInstance();
    }

    /** A whole answer; empty when the JSON is none of this protocol. */
    Optional<Answer> answer(JsonNode body);

    /** The error in a body with an error status, or in an answer that says it failed. */
    Optional<ProviderError> error(JsonNode body);

    /**
     * The same for a provider that names its errors in a header.
     *
     * @param errorType the value of {@code x-amzn-ErrorType}, where it came
     */
    default Optional<ProviderError> error(JsonNode body, Optional<String> errorType) {
        return error(body);
    }

    /** What an answer that says it failed is billed for; empty when it does not tell. */
    default Optional<TokenUsage> billed(JsonNode failed) {
        return Optional.empty();
    }

    /** The service tier that a whole answer says it was served in, be there usage or not. */
    default Optional<ServiceTier> tier(JsonNode answer) {
        return Optional.empty();
    }

    /** A reader for the events of one answer. */
    EventReader reader();

    /**
     * One HTTP request, without what signs it.
     *
     * @param path follows the provider's base URL and begins with a slash; its query included
     * @param headers besides content type and length
     * @param body JSON in UTF-8
     */
    record Request(String path, Map<String, String> headers, byte[] body) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /** Reads the events of one answer; used by one thread. */
    interface EventReader {
        /**
         * What one event tells; empty for nothing new.
         *
         * @param type the event's type in the framing, empty where it has none
         */
        List<AnswerEvent> read(String type, JsonNode data);

        /** The service tier that the events named last, with or without a report. */
        default Optional<ServiceTier> tier() {
            return Optional.empty();
        }

        /** What is still to be told when the connection ended properly. */
        default List<AnswerEvent> end() {
            return List.of();
        }
    }
}

package io.alfred.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderSettings;
import io.alfred.secrets.Secret;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;

/**
 * One call to one provider.
 *
 * @param txId travels upstream as {@code X-Client-Request-Id}
 * @param key absent for providers that want none
 * @param request the body as read by {@link ExactJson}
 * @param rawBody the body as received; sent as it is unless something has to change
 * @param headers of the client, that mean something to the provider
 * @param promptTokens the estimate's; the sandbox reports them
 * @param countTokens counts text in the model's vocabulary; for the sandbox
 * @param timeout for the whole call, the stream included
 * @param contentType of the body as received
 * @param translation for a provider that speaks another protocol than the client
 */
public record ProviderCall(
        Endpoint endpoint,
        UUID txId,
        ProviderSettings provider,
        Optional<Secret> key,
        Model model,
        ObjectNode request,
        byte[] rawBody,
        Map<String, String> headers,
        boolean stream,
        long promptTokens,
        ToLongFunction<String> countTokens,
        Duration timeout,
        String contentType,
        Optional<Translation> translation) {

    /** A call whose body is JSON. */
    public ProviderCall(
            Endpoint endpoint,
            UUID txId,
            ProviderSettings provider,
            Optional<Secret> key,
            Model model,
            ObjectNode request,
            byte[] rawBody,
            Map<String, String> headers,
            boolean stream,
            long promptTokens,
            ToLongFunction<String> countTokens,
            Duration timeout) {
        this(
                endpoint,
                txId,
                provider,
                key,
                model,
                request,
                rawBody,
                headers,
                stream,
                promptTokens,
                countTokens,
                timeout,
                "application/json",
                Optional.empty());
    }
}

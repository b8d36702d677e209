package io.alfred.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderSettings;
import io.alfred.kernel.AlfredException;
import io.alfred.providers.anthropic.AnthropicDialect;
import io.alfred.providers.http.HttpAdapter;
import io.alfred.providers.http.TranslatedAdapter;
import io.alfred.providers.http.Upstream;
import io.alfred.providers.openai.OpenAiDialect;
import io.alfred.secrets.Secret;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sends calls to providers, over one HTTP client for all of them.
 *
 * <p>Blocks the calling thread, so it is for virtual threads and never for a transaction.
 */
@ApplicationScoped
public class Providers {
    private static final String SANDBOX_SCHEME = "sandbox";

    private Upstream upstream;
    private HttpAdapter openAi;
    private HttpAdapter anthropic;
    private TranslatedAdapter translated;
    private final SandboxAdapter sandbox = new SandboxAdapter(InstantSource.system());

    /** Not in the constructor, which the container's proxy runs too. */
    @PostConstruct
    void open() {
        upstream = Upstream.open();
        openAi = new HttpAdapter(upstream, new OpenAiDialect());
        anthropic = new HttpAdapter(upstream, new AnthropicDialect());
        translated = new TranslatedAdapter(upstream);
    }

    /**
     * Sends one call; returns once the whole answer, or the head of a stream, is there.
     *
     * @throws UpstreamException when there is no answer that can be passed on
     */
    public ProviderReply send(ProviderCall call) throws UpstreamException {
        if (call.model().sandbox()) {
            return sandbox.send(call);
        }
        return call.translation().isPresent()
                ? translated.send(call, call.translation().get())
                : adapter(call.provider()).send(call);
    }

    /**
     * Refuses what makes a provider bill by something that has no price.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field
     */
    public void requirePriced(Endpoint endpoint, ProviderSettings provider, ObjectNode request) {
        Translations.requirePriced(endpoint, provider, request);
    }

    /** Whether a call has to be told to the provider in other words than the client's. */
    public boolean translates(Endpoint endpoint, ProviderSettings provider, Model model) {
        return Translations.needed(endpoint, provider, model);
    }

    /**
     * The call in the provider's words; empty when it speaks the client's protocol. Nothing is
     * sent.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field that is malformed or that
     *     the provider cannot be told
     */
    public Optional<Translation> translate(
            Endpoint endpoint, ProviderSettings provider, Model model, ObjectNode request) {
        return Translations.of(endpoint, provider, model, request);
    }

    /** The field that a chat's output bound goes into, when Alfred sends one along. */
    public String outputField(ProviderSettings provider) {
        return Translations.outputField(provider);
    }

    /** Whether a provider answers and takes the key; costs nothing. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        if (SANDBOX_SCHEME.equals(provider.baseUrl().getScheme())) {
            return new ProviderProbe(true, OptionalInt.empty(), 0, "is built in");
        }
        return switch (provider.protocol()) {
            case OPENAI, ANTHROPIC -> adapter(provider).test(provider, key);
            case GEMINI, VERTEX, BEDROCK, COHERE -> translated.test(provider, key);
        };
    }

    private HttpAdapter adapter(ProviderSettings provider) {
        return switch (provider.protocol()) {
            case OPENAI -> openAi;
            case ANTHROPIC -> anthropic;
            case GEMINI, VERTEX, BEDROCK, COHERE ->
                    throw new IllegalStateException("not translated: " + provider.protocol());
        };
    }

    /** Whether a chat's output bound goes out under {@link #outputField} only, as sent or not. */
    public boolean knowsOneLimit(ProviderSettings provider) {
        return Translations.knowsOneLimit(provider);
    }

    /** Breaks off what is still under way. */
    @PreDestroy
    void close() {
        upstream.close();
    }
}

package io.alfred.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderSettings;
import io.alfred.kernel.AlfredException;
import io.alfred.providers.anthropic.AnthropicDialect;
import io.alfred.providers.http.HttpAdapter;
import io.alfred.providers.http.Signer;
import io.alfred.providers.http.TokenCounts;
import io.alfred.providers.http.TranslatedAdapter;
import io.alfred.providers.http.Upstream;
import io.alfred.providers.openai.OpenAiDialect;
import io.alfred.secrets.Secret;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Objects;
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
    private ProvidersConfig settings = ProvidersConfig.DEFAULT;
    private @Nullable FastByDefault fast;

    /** The container's first call. */
    @Inject
    void configure(Config config, Catalog catalog) {
        settings = ProvidersConfig.read(config);
        fast = new FastByDefault(settings.fastByDefault(), catalog);
    }

    /** Not in the constructor, which the container's proxy runs too. */
    @PostConstruct
    void open() {
        upstream = Upstream.open();
        Signer signer = new Signer(upstream, InstantSource.system(), settings.googleTokenUri());
        openAi = new HttpAdapter(upstream, signer, new OpenAiDialect());
        anthropic = new HttpAdapter(upstream, signer, new AnthropicDialect());
        translated = new TranslatedAdapter(upstream, signer);
    }

    /** Reads the settings when the application starts, so that a wrong one stops it. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        // the container has configured this bean before it calls it
        Objects.requireNonNull(fast).tellIdle();
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
        if (call.translation().isPresent()) {
            return translated.send(call, call.translation().get());
        }
        return translates(call.endpoint(), call.provider(), call.model())
                ? TokenCounts.here(call)
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
     * The call in the provider's words; empty when it speaks the client's protocol, and for a count
     * of tokens that it does not make. Nothing is sent.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming the field that is malformed or that
     *     the provider cannot be told
     */
    public Optional<Translation> translate(
            Endpoint endpoint, ProviderSettings provider, Model model, ObjectNode request) {
        return Translations.of(endpoint, provider, model, request);
    }

    /** Whether a provider caches for an hour where it is told so, but does not tell what stays. */
    public boolean hidesLongCaching(Endpoint endpoint, ProviderSettings provider, Model model) {
        return Translations.hidesLongCaching(endpoint, provider, model);
    }

    /**
     * Whether a provider serves calls in its dearer tier that name none, as the operator says.
     * Where Alfred writes the request, it names the standard one.
     */
    public boolean fastByDefault(Endpoint endpoint, ProviderSettings provider, Model model) {
        return Objects.requireNonNull(fast).holds(provider.name())
                && !Translations.namesTier(endpoint, provider, model);
    }

    /** The lowest output bound that a provider takes of a call. Units: tokens. */
    public long leastOutput(Endpoint endpoint, ProviderSettings provider, Model model) {
        return OutputBounds.leastOutput(endpoint, provider, model);
    }

    /** The field that a chat's output bound goes into, when Alfred sends one along. */
    public String outputField(ProviderSettings provider) {
        return OutputBounds.outputField(provider);
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
        return OutputBounds.knowsOneLimit(provider);
    }

    /** Breaks off what is still under way. */
    @PreDestroy
    void close() {
        upstream.close();
    }
}

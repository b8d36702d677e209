package io.alfred.providers;

import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.anthropic.AnthropicDialect;
import io.alfred.providers.http.HttpAdapter;
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
    private final SandboxAdapter sandbox = new SandboxAdapter(InstantSource.system());

    /** Not in the constructor, which the container's proxy runs too. */
    @PostConstruct
    void open() {
        upstream = Upstream.open();
        openAi = new HttpAdapter(upstream, new OpenAiDialect());
        anthropic = new HttpAdapter(upstream, new AnthropicDialect());
    }

    /**
     * Sends one call; returns once the whole answer, or the head of a stream, is there.
     *
     * @throws UpstreamException when there is no answer that can be passed on
     */
    public ProviderReply send(ProviderCall call) throws UpstreamException {
        return call.model().sandbox() ? sandbox.send(call) : adapter(call.provider()).send(call);
    }

    /** Whether a provider answers and takes the key; costs nothing. */
    public ProviderProbe test(ProviderSettings provider, Optional<Secret> key) {
        if (SANDBOX_SCHEME.equals(provider.baseUrl().getScheme())) {
            return new ProviderProbe(true, OptionalInt.empty(), 0, "is built in");
        }
        return adapter(provider).test(provider, key);
    }

    private HttpAdapter adapter(ProviderSettings provider) {
        return switch (provider.protocol()) {
            case OPENAI -> openAi;
            case ANTHROPIC -> anthropic;
        };
    }

    /** Breaks off what is still under way. */
    @PreDestroy
    void close() {
        upstream.close();
    }
}

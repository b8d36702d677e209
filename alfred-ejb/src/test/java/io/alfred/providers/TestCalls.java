package io.alfred.providers;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.secrets.Secret;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Calls as the gateway makes them. */
public final class TestCalls {
    public static final UUID TX = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    public static final String KEY = "sk-test-very-secret";

    private TestCalls() {}

    /** To a model named {@code gpt-4o} of a provider at this URL. */
    public static ProviderCall upstream(Endpoint endpoint, URI baseUrl, String request) {
        return call(
                endpoint,
                new ProviderSettings("openai", baseUrl, Protocol.OPENAI, true, true),
                Optional.of(new Secret(KEY)),
                model("openai", "gpt-4o", false),
                request);
    }

    /** To the sandbox, which counts one token per word here. */
    public static ProviderCall sandbox(Endpoint endpoint, String request) {
        return call(
                endpoint,
                new ProviderSettings(
                        "sandbox", URI.create("sandbox:local"), Protocol.OPENAI, true, true),
                Optional.empty(),
                model("sandbox", "echo", true),
                request);
    }

    private static Model model(String provider, String name, boolean sandbox) {
        return new Model(
                provider,
                name,
                name,
                ModelKind.CHAT,
                Vocabulary.O200K,
                128_000,
                4_096,
                0,
                Optional.empty(),
                sandbox);
    }

    private static ProviderCall call(
            Endpoint endpoint,
            ProviderSettings provider,
            Optional<Secret> key,
            Model model,
            String request) {
        byte[] raw = request.getBytes(StandardCharsets.UTF_8);
        var read = ExactJson.readObject(raw);
        return new ProviderCall(
                endpoint,
                TX,
                provider,
                key,
                model,
                read,
                raw,
                Map.of(),
                read.path("stream").asBoolean(false),
                21,
                TestCalls::words,
                Duration.ofSeconds(20));
    }

    private static long words(String text) {
        return text.isBlank() ? 0 : text.strip().split(" ").length;
    }
}

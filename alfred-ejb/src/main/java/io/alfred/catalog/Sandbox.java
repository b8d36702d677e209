package io.alfred.catalog;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The built-in provider that answers without any network, and its models. */
final class Sandbox {
    static final ProviderSettings PROVIDER =
            new ProviderSettings(
                    "sandbox", URI.create("sandbox:local"), Protocol.OPENAI, true, true);

    static final Model MODEL =
            model("echo", ModelKind.CHAT, 128_000, 4_096, price(100_000_000, 400_000_000));

    static final List<Model> MODELS =
            List.of(
                    MODEL,
                    model("embedding", ModelKind.EMBEDDING, 8_192, 0, price(20_000_000, 0)),
                    model("moderation", ModelKind.MODERATION, 32_768, 0, price(0, 0)));

    private Sandbox() {}

    private static Model model(
            String name, ModelKind kind, long contextTokens, long outputTokens, ModelPrice price) {
        return new Model(
                PROVIDER.name(),
                name,
                name,
                kind,
                Vocabulary.O200K,
                contextTokens,
                outputTokens,
                0,
                Optional.of(price),
                true);
    }

    private static ModelPrice price(long input, long output) {
        return new ModelPrice(input, input, input, output, 0, Optional.empty(), "sandbox-1");
    }
}

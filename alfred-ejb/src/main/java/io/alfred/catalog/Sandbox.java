package io.alfred.catalog;

import java.net.URI;
import java.util.Optional;

/** The built-in provider that answers without any network, and its one model. */
final class Sandbox {
    static final ProviderSettings PROVIDER =
            new ProviderSettings(
                    "sandbox", URI.create("sandbox:local"), Protocol.OPENAI, true, true);

    static final Model MODEL =
            new Model(
                    "sandbox",
                    "echo",
                    "echo",
                    ModelKind.CHAT,
                    Vocabulary.O200K,
                    128_000,
                    4_096,
                    0,
                    Optional.of(
                            new ModelPrice(
                                    100_000_000,
                                    100_000_000,
                                    100_000_000,
                                    400_000_000,
                                    0,
                                    Optional.empty(),
                                    "sandbox-1")),
                    true);

    private Sandbox() {}
}

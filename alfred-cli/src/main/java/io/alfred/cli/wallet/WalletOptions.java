package io.alfred.cli.wallet;

import io.alfred.cli.command.WalletRef;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names the wallet a verb is about. */
final class WalletOptions {
    @Parameters(
            index = "0",
            paramLabel = "WALLET",
            description = "Its id, or its owner such as user:ana.")
    private String name;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "The owner's organization, where several have one of that name.")
    private @Nullable String org;

    WalletRef ref() {
        return new WalletRef(name, org);
    }
}

package io.alfred.audit;

import java.util.UUID;

/** Chains for the tests of other packages. */
public final class TestChains {
    private TestChains() {}

    public static ChainHead genesis(UUID chainId) {
        return ChainHead.genesis(chainId, 1);
    }
}

package io.alfred.ledger;

import java.util.Locale;

/** Whether a wallet lets money out. When several reasons to refuse apply: closed before frozen. */
public enum WalletState {
    ACTIVE,
    FROZEN,
    CLOSED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static WalletState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}

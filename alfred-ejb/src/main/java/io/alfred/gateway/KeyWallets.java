package io.alfred.gateway;

import io.alfred.identity.Caller;
import io.alfred.identity.KeyRing;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.UUID;

/** Gives a key a wallet of its own, below the one it has debited; both in one transaction. */
@Stateless
public class KeyWallets {
    @Inject private KeyRing keys;
    @Inject private WalletBook wallets;

    public WalletView open(Caller caller, String prefix, Optional<UUID> parent) {
        KeyRing.Debit debit = keys.debit(caller, prefix);
        UUID former =
                debit.walletId()
                        .orElseThrow(
                                () ->
                                        new AlfredException(
                                                ErrorCode.CONFLICT,
                                                "key " + prefix + " calls no models",
                                                "name a key with scope v1"));
        WalletView opened =
                wallets.open(
                        new WalletBook.NewWallet(
                                debit.orgId(),
                                "key",
                                debit.keyId(),
                                "key:" + prefix,
                                parent.or(() -> Optional.of(former))),
                        caller.principalId());
        keys.debitFrom(caller, debit.keyId(), opened.id());
        return opened;
    }
}

package io.alfred.gateway;

import io.alfred.idempotency.OperationIds;
import io.alfred.identity.Caller;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.OnShortage;
import io.alfred.ledger.PastPeriod;
import io.alfred.ledger.Period;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What operators set about a wallet besides its limit: state, place, period, soft limits. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WalletRuleDesk {
    private static final Pattern MODELS =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,198}[*]?");

    @Inject private WalletBook wallets;
    @Inject private CreditLedger ledger;
    @Inject private OperationIds operationIds;

    public WalletView freeze(Caller caller, WalletView wallet, String reason) {
        return change(new LedgerOperation.Freeze(wallet.id(), caller.principalId(), reason));
    }

    public WalletView unfreeze(Caller caller, WalletView wallet, String reason) {
        return change(new LedgerOperation.Unfreeze(wallet.id(), caller.principalId(), reason));
    }

    public WalletView close(Caller caller, WalletView wallet, String reason) {
        return change(new LedgerOperation.Close(wallet.id(), caller.principalId(), reason));
    }

    public WalletView period(Caller caller, WalletView wallet, Period period, boolean carryOver) {
        return change(
                new LedgerOperation.SetPeriod(
                        wallet.id(), period, carryOver, caller.principalId()));
    }

    public WalletView softLimits(
            Caller caller, WalletView wallet, Optional<List<Integer>> percents) {
        return change(
                new LedgerOperation.SetSoftLimits(wallet.id(), percents, caller.principalId()));
    }

    public WalletView onShortage(Caller caller, WalletView wallet, OnShortage choice) {
        return change(new LedgerOperation.SetOnShortage(wallet.id(), choice, caller.principalId()));
    }

    public WalletView move(Caller caller, WalletView wallet, Optional<UUID> parent, String reason) {
        return change(
                new LedgerOperation.Reparent(wallet.id(), parent, caller.principalId(), reason));
    }

    /** Sets or lifts the limit for some models below a wallet; the model limit itself. */
    public WalletView limitModels(
            Caller caller,
            WalletView wallet,
            String models,
            Optional<Credits> allotted,
            String reason) {
        if (!MODELS.matcher(models).matches() || !models.contains("/")) {
            throw AlfredException.invalid(
                    "models",
                    "models is not of the form provider/model",
                    "send for example openai/gpt-4o, or openai/gpt-4* for several");
        }
        allotted.ifPresent(amount -> AllotmentRule.requireAllotment("allotted", amount));
        WalletView limit =
                change(
                        new LedgerOperation.OpenModelLimit(
                                Ids.next(), wallet.id(), models, caller.principalId()));
        LedgerOutcome outcome =
                CreditLedger.await(
                        ledger.allot(
                                new LedgerOperation.SetLimit(
                                        operationIds.next(),
                                        limit.id(),
                                        allotted,
                                        caller.principalId(),
                                        reason)));
        refuse(outcome);
        return wallets.find(limit.id()).orElseThrow();
    }

    public List<WalletView> modelLimits(WalletView wallet) {
        return wallets.modelLimits(wallet.id());
    }

    /** Periods that are over, newest first. */
    public List<PastPeriod> pastPeriods(WalletView wallet, int limit) {
        return wallets.pastPeriods(wallet.id(), limit);
    }

    private WalletView change(LedgerOperation.OnWallet operation) {
        LedgerOutcome outcome = CreditLedger.await(ledger.change(operation));
        refuse(outcome);
        UUID id =
                outcome instanceof LedgerOutcome.Changed changed
                        ? changed.walletId()
                        : operation.walletId();
        return wallets.find(id).orElseThrow();
    }

    static void refuse(LedgerOutcome outcome) {
        if (outcome instanceof LedgerOutcome.Rejected rejected) {
            throw new AlfredException(rejected.code(), rejected.message(), rejected.fix());
        }
    }
}

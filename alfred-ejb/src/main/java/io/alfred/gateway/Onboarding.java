package io.alfred.gateway;

import io.alfred.idempotency.OperationIds;
import io.alfred.identity.Caller;
import io.alfred.identity.KeyOrder;
import io.alfred.identity.KeyRing;
import io.alfred.identity.KeyRing.EnsuredKey;
import io.alfred.identity.OrgView;
import io.alfred.identity.TeamView;
import io.alfred.identity.UserView;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation.SetLimit;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The first steps in one call: an org, a team, a user, their wallets, the org's credits and a key.
 *
 * <p>Every step keeps what exists, so that a call that was cut off is simply repeated. The key
 * comes last, because its secret is shown once and must not be lost to a later failure.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Onboarding {
    @Inject private Founding founding;
    @Inject private CreditLedger ledger;
    @Inject private KeyRing keys;
    @Inject private OperationIds operationIds;

    /**
     * What to set up.
     *
     * @param credits limit of the org's wallet if it has none; empty: leave it without
     */
    public record Setup(String org, String team, String user, Optional<Credits> credits) {
        public Setup {
            credits.ifPresent(amount -> AllotmentRule.requireAllotment("credits", amount));
        }
    }

    /** What is there now; {@code wallets} are those of org, team and user. */
    public record Result(
            OrgView org, TeamView team, UserView user, List<WalletView> wallets, EnsuredKey key) {}

    public Result init(Caller actor, Setup setup) {
        Founding.Founded founded = founding.found(actor, setup);
        if (setup.credits().isPresent() && founded.orgWallet().allotted().isEmpty()) {
            UUID walletId = founded.orgWallet().id();
            // The wallet's own id names the operation, so that of several calls at once one counts.
            limit(actor, walletId, walletId, setup.credits().get());
            founded = founding.reload(founded);
            if (founded.orgWallet().allotted().isEmpty()) {
                // That id was used up before somebody lifted the limit.
                limit(actor, operationIds.next(), walletId, setup.credits().get());
                founded = founding.reload(founded);
            }
        }
        EnsuredKey key =
                keys.ensureV1Key(
                        actor,
                        founded.user().id(),
                        new KeyOrder(
                                founded.user().name(),
                                true,
                                false,
                                Optional.of(founded.userWallet().id()),
                                Optional.empty()));
        return new Result(
                founded.org(),
                founded.team(),
                founded.user(),
                List.of(founded.orgWallet(), founded.teamWallet(), founded.userWallet()),
                key);
    }

    private void limit(Caller actor, UUID opId, UUID walletId, Credits credits) {
        LedgerOutcome outcome =
                CreditLedger.await(
                        ledger.allot(
                                new SetLimit(
                                        opId,
                                        walletId,
                                        Optional.of(credits),
                                        actor.principalId(),
                                        "init")));
        if (outcome instanceof LedgerOutcome.Rejected rejected
                && rejected.code() != ErrorCode.IDEMPOTENCY_CONFLICT) {
            throw new AlfredException(rejected.code(), rejected.message(), rejected.fix());
        }
    }
}

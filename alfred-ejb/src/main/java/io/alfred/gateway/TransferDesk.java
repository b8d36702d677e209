package io.alfred.gateway;

import io.alfred.idempotency.OperationIds;
import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.TransferBook;
import io.alfred.ledger.TransferRequest;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Transfers between wallets of an org: done at once, or after another principal has approved.
 *
 * <p>Approval is needed above {@code alfred.transfer.approval-above-credits}, and whenever it is
 * asked for.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TransferDesk {
    /** The longest time that a request waits. */
    public static final Duration LIFE_MAX = Duration.ofDays(30);

    /** Requests looked after at a time. */
    private static final int REQUESTS_MAX = 100;

    @Inject private Config config;
    @Inject private CreditLedger ledger;
    @Inject private TransferBook book;
    @Inject private Directory directory;
    @Inject private OperationIds operationIds;

    /**
     * A transfer asked for.
     *
     * @param approval whether it waits for somebody else in any case
     * @param life how long it waits at most
     */
    public record Request(
            WalletView from,
            WalletView to,
            Credits amount,
            String reason,
            boolean approval,
            Duration life) {
        public Request {
            AllotmentRule.requireAllotment("amount", amount);
            if (amount.nanos() == 0) {
                throw AlfredException.invalid(
                        "amount", "amount is zero", "transfer more than nothing");
            }
            if (life.isNegative() || life.isZero() || life.compareTo(LIFE_MAX) > 0) {
                throw AlfredException.invalid(
                        "expires_in_s",
                        "expires_in_s is not from 1 to " + LIFE_MAX.toSeconds(),
                        "leave it out for a day");
            }
        }
    }

    /** What became of it; empty when it was done at once. */
    public record Result(UUID id, Optional<TransferRequest> waiting) {}

    public Result transfer(Caller caller, Request request) {
        LedgerOperation.Transfer transfer =
                new LedgerOperation.Transfer(
                        operationIds.next(),
                        request.from().id(),
                        request.to().id(),
                        request.amount(),
                        caller.principalId(),
                        request.reason());
        if (request.approval() || needsApproval(request.amount())) {
            TransferRequest waiting =
                    book.request(transfer, request.from().orgId(), request.life());
            return new Result(waiting.id(), Optional.of(waiting));
        }
        LedgerOutcome outcome = CreditLedger.await(ledger.allot(transfer));
        WalletRuleDesk.refuse(outcome);
        return new Result(transfer.opId(), Optional.empty());
    }

    /**
     * Approves and does a transfer that somebody else asked for.
     *
     * @throws AlfredException also what the ledger refuses by now; the request has failed then
     */
    public TransferRequest approve(Caller caller, UUID id) {
        require(caller, id);
        return perform(book.decide(id, true, caller.principalId()));
    }

    public TransferRequest reject(Caller caller, UUID id) {
        require(caller, id);
        return book.decide(id, false, caller.principalId());
    }

    public List<TransferRequest> list(
            Caller caller, Optional<String> state, Optional<UUID> before, int limit) {
        return book.list(directory.scope(caller, Optional.empty()), state, before, limit);
    }

    public TransferRequest find(Caller caller, UUID id) {
        return require(caller, id);
    }

    /** Ends requests whose time is over, and finishes those that a crash has left half done. */
    public void tidy() {
        book.expire(REQUESTS_MAX);
        each(
                book.stranded(REQUESTS_MAX),
                request -> {
                    LedgerOutcome outcome = CreditLedger.await(ledger.allot(request.operation()));
                    book.close(request.id(), outcome instanceof LedgerOutcome.Allotted);
                });
    }

    /**
     * Does it with all; one that fails holds up no other. What failed first is thrown at the end.
     */
    static <T> void each(List<T> items, Consumer<T> work) {
        RuntimeException first = null;
        for (T item : items) {
            try {
                work.accept(item);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private TransferRequest perform(TransferRequest approved) {
        if (approved.state() == TransferRequest.State.DONE) {
            return approved;
        }
        LedgerOutcome outcome = CreditLedger.await(ledger.allot(approved.operation()));
        TransferRequest closed =
                book.close(approved.id(), outcome instanceof LedgerOutcome.Allotted);
        WalletRuleDesk.refuse(outcome);
        return closed;
    }

    private TransferRequest require(Caller caller, UUID id) {
        return book.find(id)
                .filter(request -> caller.sees(request.orgId()))
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no transfer request " + id,
                                        "`alfred wallet transfers` shows them"));
    }

    private boolean needsApproval(Credits amount) {
        Optional<Credits> above = GatewayConfig.read(config).transferApprovalAbove();
        return above.isPresent() && amount.compareTo(above.get()) > 0;
    }
}

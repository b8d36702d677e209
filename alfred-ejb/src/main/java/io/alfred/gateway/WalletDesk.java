package io.alfred.gateway;

import io.alfred.idempotency.OperationIds;
import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.identity.TeamView;
import io.alfred.identity.UserView;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Wallets as operators see them: found by owner, opened for a team or user, given limits and
 * grants.
 *
 * <p>Wallets of other orgs do not exist for a caller; a member sees its own only.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WalletDesk {
    private static final String KEY = "key:";

    @Inject private WalletBook wallets;
    @Inject private Directory directory;
    @Inject private CreditLedger ledger;
    @Inject private OperationIds operationIds;
    @Inject private KeyWallets keyWallets;

    /**
     * A wallet to be opened for {@code org:NAME}, {@code team:NAME}, {@code user:NAME}, {@code
     * project:NAME} or {@code key:PREFIX}.
     */
    public record Request(
            String owner,
            Optional<String> org,
            Optional<UUID> parent,
            Optional<Credits> allotted) {}

    /**
     * A wallet by its id or its owner, such as {@code user:ana}.
     *
     * @throws AlfredException {@code NOT_FOUND}; {@code CONFLICT} when several orgs have such an
     *     owner
     */
    public WalletView find(Caller caller, Optional<String> org, String reference) {
        List<WalletView> found =
                isId(reference)
                        ? wallets.find(Ids.parse("wallet", reference)).stream().toList()
                        : wallets.named(reference);
        Optional<UUID> orgId = org.map(name -> directory.org(caller, name).id());
        List<WalletView> visible =
                found.stream()
                        .filter(wallet -> maySee(caller, wallet))
                        .filter(wallet -> orgId.map(wallet.orgId()::equals).orElse(true))
                        .toList();
        if (visible.size() > 1) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "several orgs have a wallet " + quoted(reference),
                    "name the org, or use the wallet's id");
        }
        return visible.stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no wallet " + quoted(reference),
                                        "`alfred wallet list` shows the wallets"));
    }

    /** Wallets in order of id. */
    public List<WalletView> list(
            Caller caller, Optional<String> org, Optional<UUID> after, int limit) {
        if (caller.role() == Role.MEMBER) {
            return caller.userId().flatMap(user -> wallets.ofOwner("user", user)).stream()
                    .filter(wallet -> after.map(id -> wallet.id().compareTo(id) > 0).orElse(true))
                    .toList();
        }
        return wallets.list(directory.scope(caller, org), after, limit);
    }

    /** The org of a wallet, for showing. */
    public Optional<OrgView> orgOf(WalletView wallet) {
        return directory.orgOf(wallet.orgId());
    }

    /**
     * Opens a wallet for an owner that exists; below the team's or org's wallet unless told
     * otherwise.
     */
    public WalletView open(Caller caller, Request request) {
        request.allotted().ifPresent(amount -> AllotmentRule.requireAllotment("allotted", amount));
        WalletView wallet = opened(caller, request);
        return request.allotted().isEmpty()
                ? wallet
                : limit(caller, wallet.id(), request.allotted(), "opened with this limit");
    }

    private WalletView opened(Caller caller, Request request) {
        if (!request.owner().startsWith(KEY)) {
            return wallets.open(newWallet(caller, request), caller.principalId());
        }
        return keyWallets.open(caller, request.owner().substring(KEY.length()), request.parent());
    }

    /** Sets or lifts the limit of a wallet's own. */
    public WalletView limit(
            Caller caller, UUID walletId, Optional<Credits> allotted, String reason) {
        allotted.ifPresent(amount -> AllotmentRule.requireAllotment("allotted", amount));
        return allot(
                new LedgerOperation.SetLimit(
                        operationIds.next(), walletId, allotted, caller.principalId(), reason));
    }

    /** Adds to the allotment of a wallet that has a limit. */
    public WalletView grant(Caller caller, UUID walletId, Credits amount, String reason) {
        AllotmentRule.requireAllotment("amount", amount);
        if (amount.nanos() == 0) {
            throw AlfredException.invalid("amount", "amount is zero", "grant more than nothing");
        }
        return allot(
                new LedgerOperation.Grant(
                        operationIds.next(), walletId, amount, caller.principalId(), reason));
    }

    /** Corrects the allotment of this period, up or down. */
    public WalletView adjust(Caller caller, UUID walletId, Credits change, String reason) {
        Credits size = change.isNegative() ? Credits.ZERO.minus(change) : change;
        AllotmentRule.requireAllotment("change", size);
        if (size.nanos() == 0) {
            throw AlfredException.invalid(
                    "change", "change is zero", "change by more than nothing");
        }
        if (reason.isEmpty()) {
            throw AlfredException.invalid(
                    "reason", "reason is missing", "say why the allotment was wrong");
        }
        return allot(
                new LedgerOperation.Adjust(
                        operationIds.next(), walletId, change, caller.principalId(), reason));
    }

    private WalletView allot(LedgerOperation.OnAllotment operation) {
        LedgerOutcome outcome = CreditLedger.await(ledger.allot(operation));
        if (outcome instanceof LedgerOutcome.Rejected rejected) {
            throw new AlfredException(rejected.code(), rejected.message(), rejected.fix());
        }
        return wallets.find(operation.walletId()).orElseThrow();
    }

    private WalletBook.NewWallet newWallet(Caller caller, Request request) {
        int colon = request.owner().indexOf(':');
        String kind = colon < 0 ? "" : request.owner().substring(0, colon);
        String name = request.owner().substring(colon + 1);
        return switch (kind) {
            case "org" -> {
                OrgView org = directory.org(caller, name);
                yield wallet(org.id(), "org", org.id(), org.name(), request.parent());
            }
            case "team" -> {
                TeamView team = directory.team(caller, request.org(), name);
                yield wallet(
                        team.orgId(),
                        "team",
                        team.id(),
                        team.name(),
                        request.parent().or(() -> walletOf("org", team.orgId())));
            }
            case "user" -> {
                UserView user = directory.user(caller, request.org(), name);
                yield wallet(
                        user.orgId(),
                        "user",
                        user.id(),
                        user.name(),
                        request.parent()
                                .or(() -> user.teamId().flatMap(team -> walletOf("team", team)))
                                .or(() -> walletOf("org", user.orgId())));
            }
            case "project" -> {
                UUID orgId =
                        directory.org(caller, request.org().orElseThrow(WalletDesk::noOrg)).id();
                yield wallet(
                        orgId,
                        kind,
                        operationIds.next(),
                        Directory.name("owner", name),
                        request.parent().or(() -> walletOf("org", orgId)));
            }
            default ->
                    throw AlfredException.invalid(
                            "owner",
                            "owner is not of the form org:NAME, team:NAME, user:NAME,"
                                    + " project:NAME or key:PREFIX",
                            "send for example \"team:platform\"");
        };
    }

    private static AlfredException noOrg() {
        return AlfredException.invalid(
                "org", "org is missing", "say which org the project belongs to");
    }

    private Optional<UUID> walletOf(String kind, UUID ownerId) {
        return wallets.ofOwner(kind, ownerId).map(WalletView::id);
    }

    private static WalletBook.NewWallet wallet(
            UUID orgId, String kind, UUID ownerId, String name, Optional<UUID> parent) {
        return new WalletBook.NewWallet(orgId, kind, ownerId, kind + ":" + name, parent);
    }

    private static boolean maySee(Caller caller, WalletView wallet) {
        return caller.sees(wallet.orgId())
                && (caller.role() != Role.MEMBER
                        || caller.userId().map(wallet.ownerId()::equals).orElse(false));
    }

    private static boolean isId(String reference) {
        return reference.length() == 36 && reference.indexOf(':') < 0;
    }

    private static String quoted(String reference) {
        String shown = reference.length() <= 120 ? reference : reference.substring(0, 120);
        return "\"" + shown + "\"";
    }
}

package io.alfred.gateway;

import io.alfred.identity.Caller;
import io.alfred.identity.Enrolment;
import io.alfred.identity.Enrolment.NewUser;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.identity.TeamView;
import io.alfred.identity.UserView;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletBook.NewWallet;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;

/** Org, team, user and their wallets, in one transaction. */
@Stateless
public class Founding {
    @Inject private Enrolment enrolment;
    @Inject private WalletBook wallets;

    /** What exists after it. */
    public record Founded(
            OrgView org,
            TeamView team,
            UserView user,
            WalletView orgWallet,
            WalletView teamWallet,
            WalletView userWallet) {}

    public Founded found(Caller actor, Onboarding.Setup setup) {
        OrgView org = enrolment.ensureOrg(actor, setup.org());
        TeamView team = enrolment.ensureTeam(actor, org.id(), setup.team());
        UserView user =
                enrolment.ensureUser(
                        actor,
                        new NewUser(org.id(), Optional.of(team.id()), setup.user(), Role.MEMBER));
        WalletView ofOrg = wallet(actor, org, Owner.of("org", org.id(), org.name()), null);
        WalletView ofTeam = wallet(actor, org, Owner.of("team", team.id(), team.name()), ofOrg);
        WalletView ofUser = wallet(actor, org, Owner.of("user", user.id(), user.name()), ofTeam);
        return new Founded(org, team, user, ofOrg, ofTeam, ofUser);
    }

    /** The same with its wallets as they stand now. */
    public Founded reload(Founded founded) {
        return new Founded(
                founded.org(),
                founded.team(),
                founded.user(),
                wallets.find(founded.orgWallet().id()).orElseThrow(),
                wallets.find(founded.teamWallet().id()).orElseThrow(),
                wallets.find(founded.userWallet().id()).orElseThrow());
    }

    private WalletView wallet(Caller actor, OrgView org, Owner owner, @Nullable WalletView parent) {
        return wallets.ofOwner(owner.kind(), owner.id())
                .orElseGet(
                        () ->
                                wallets.open(
                                        new NewWallet(
                                                org.id(),
                                                owner.kind(),
                                                owner.id(),
                                                owner.reference(),
                                                Optional.ofNullable(parent).map(WalletView::id)),
                                        actor.principalId()));
    }

    /** Who owns a wallet; its reference, such as {@code team:platform}, is the wallet's name. */
    private record Owner(String kind, UUID id, String reference) {
        static Owner of(String kind, UUID id, String name) {
            return new Owner(kind, id, kind + ":" + name);
        }
    }
}

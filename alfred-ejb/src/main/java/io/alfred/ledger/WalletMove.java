package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.kernel.ErrorCode;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Moves a wallet and all that lies below it under another parent.
 *
 * <p>From then on calls count there. What was charged stays where it was charged, and calls that
 * run settle where they were held.
 */
final class WalletMove {
    private final BatchState state;

    WalletMove(BatchState state) {
        this.state = state;
    }

    LedgerOutcome reparent(WalletLine wallet, LedgerOperation.Reparent reparent) {
        List<UUID> above = List.of();
        if (reparent.parentId().isPresent()) {
            UUID parentId = reparent.parentId().get();
            WalletLine parent = state.wallet(parentId);
            if (parent == null || !parent.orgId().equals(wallet.orgId())) {
                return BatchState.noWallet(parentId);
            }
            if (parent.path().contains(wallet.id())) {
                return refused(
                        "wallet " + parentId + " lies below the one that is to be moved",
                        "name a parent outside of it");
            }
            if (parent.state() == WalletState.CLOSED) {
                return Allotment.closed(parent);
            }
            above = parent.path();
            if (parent.isModelLimit()) {
                return refused("a model limit has no wallets below it", "name another parent");
            }
        }
        if (wallet.isModelLimit()) {
            return refused("a model limit stays below its wallet", "move that wallet");
        }
        List<UUID> oldPath = wallet.path();
        List<UUID> newPath = below(wallet.id(), above);
        if (newPath.equals(oldPath)) {
            return new LedgerOutcome.Changed(wallet.id());
        }
        List<WalletLine> moved = family(wallet.id());
        int deeper = newPath.size() - oldPath.size();
        if (moved.stream().anyMatch(line -> depth(line) + deeper > WalletBook.DEPTH_MAX)) {
            return refused(
                    "a wallet tree has at most " + WalletBook.DEPTH_MAX + " levels",
                    "choose a parent nearer to the root");
        }
        for (WalletLine line : moved) {
            int own = line.path().indexOf(wallet.id());
            List<UUID> path = new ArrayList<>(line.path().subList(0, own));
            path.addAll(newPath);
            line.moveTo(path);
        }
        state.append(event(wallet, reparent, oldPath, newPath));
        return new LedgerOutcome.Changed(wallet.id());
    }

    /** The wallet and everything below it. */
    private List<WalletLine> family(UUID walletId) {
        return state.wallets().stream().filter(line -> line.path().contains(walletId)).toList();
    }

    private static int depth(WalletLine line) {
        return line.path().size() - (line.isModelLimit() ? 1 : 0);
    }

    static List<UUID> below(UUID walletId, List<UUID> parentPath) {
        List<UUID> path = new ArrayList<>(parentPath.size() + 1);
        path.add(walletId);
        path.addAll(parentPath);
        return path;
    }

    private static AuditEvent event(
            WalletLine wallet,
            LedgerOperation.Reparent reparent,
            List<UUID> oldPath,
            List<UUID> newPath) {
        return AuditEvent.of(AuditKind.REPARENTED)
                .org(wallet.orgId())
                .actor(reparent.actorId())
                .subject(wallet.id())
                .with("wallet", wallet.id())
                .with("path_before", oldPath)
                .with("path_after", newPath)
                .with("reason_given", !reparent.reason().isEmpty());
    }

    private static LedgerOutcome refused(String message, String fix) {
        return new LedgerOutcome.Rejected(ErrorCode.CONFLICT, message, fix);
    }
}

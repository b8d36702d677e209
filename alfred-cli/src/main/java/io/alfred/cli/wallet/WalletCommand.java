package io.alfred.cli.wallet;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred wallet}. */
@Command(
        name = "wallet",
        description = "Wallets: limits, periods, transfers, what is left.",
        subcommands = {
            WalletListCommand.class,
            WalletShowCommand.class,
            WalletCreateCommand.class,
            WalletGrantCommand.class,
            WalletLimitCommand.class,
            WalletAdjustCommand.class,
            WalletTransferCommand.class,
            WalletTransfersCommand.class,
            WalletApproveCommand.class,
            WalletRejectCommand.class,
            WalletPeriodCommand.class,
            WalletPeriodsCommand.class,
            WalletSoftLimitsCommand.class,
            WalletShortageCommand.class,
            WalletModelLimitCommand.class,
            WalletModelLimitsCommand.class,
            WalletMoveCommand.class,
            WalletFreezeCommand.class,
            WalletUnfreezeCommand.class,
            WalletCloseCommand.class
        })
public final class WalletCommand extends Group {}

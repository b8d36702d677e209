package io.alfred.cli.audit;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred audit}. */
@Command(
        name = "audit",
        description = "The audit log, and the proof that nobody changed it.",
        subcommands = {
            AuditListCommand.class,
            AuditExportCommand.class,
            AuditCheckpointsCommand.class,
            AuditKeyCommand.class,
            AuditVerifyCommand.class,
            AuditRetireCommand.class,
            AuditProveCommand.class,
            AuditVerifyProofCommand.class,
            AuditCheckpointCommand.class
        })
public final class AuditCommand extends Group {}

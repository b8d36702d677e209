package io.alfred.alerts;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that an operator has to look at.
 *
 * @param kind such as {@code ledger_difference}, {@code shortfall} or {@code spend_spike}
 * @param severity {@code info}, {@code warning} or {@code critical}
 * @param orgId empty: it concerns the installation
 * @param subjectId the wallet or transaction it is about
 * @param data a JSON object; amounts are nano-credits
 */
public record Alert(
        UUID id,
        Instant at,
        String kind,
        String severity,
        Optional<UUID> orgId,
        Optional<UUID> subjectId,
        String data,
        Optional<Instant> acknowledgedAt,
        Optional<UUID> acknowledgedBy) {}

package io.alfred.audit;

import java.util.UUID;

/**
 * An event at its place in a chain, with the exact bytes that were hashed.
 *
 * @param seq 1, 2, 3 … without gaps
 * @param atMicros microseconds since 1970 UTC
 */
public record AuditRow(
        UUID chainId,
        int epoch,
        long seq,
        long atMicros,
        AuditEvent event,
        byte[] prevHash,
        byte[] hash,
        byte[] payload) {}

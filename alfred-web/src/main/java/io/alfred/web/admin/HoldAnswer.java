package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.ledger.LedgerReader;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** A hold; amounts in credits. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record HoldAnswer(
        UUID txId,
        UUID wallet,
        String state,
        BigDecimal amount,
        BigDecimal charged,
        BigDecimal shortfall,
        BigDecimal refunded,
        boolean provisional,
        String provider,
        String model,
        Instant createdAt,
        Instant deadlineAt,
        @Nullable Instant unknownAt) {
    static HoldAnswer of(LedgerReader.HoldView hold) {
        return new HoldAnswer(
                hold.txId(),
                hold.walletId(),
                hold.state(),
                hold.amount().toDecimal(),
                hold.charged().toDecimal(),
                hold.shortfall().toDecimal(),
                hold.refunded().toDecimal(),
                hold.provisional(),
                hold.provider(),
                hold.model(),
                hold.createdAt(),
                hold.deadlineAt(),
                hold.unknownAt().orElse(null));
    }
}

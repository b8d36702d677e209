package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.time.Instant;
import java.util.Optional;

/** A period of a wallet that is over; calls that began in it may still be held in it. */
public record PastPeriod(
        int number,
        Instant startedAt,
        Instant endedAt,
        Optional<Credits> allotted,
        Credits held,
        Credits spent) {}

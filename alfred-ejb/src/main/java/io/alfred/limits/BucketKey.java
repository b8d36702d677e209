package io.alfred.limits;

import java.util.UUID;

/** One thing that one limit counts. */
public record BucketKey(UUID limitId, Meter meter) {}

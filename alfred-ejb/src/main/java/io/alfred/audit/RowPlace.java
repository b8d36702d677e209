package io.alfred.audit;

import java.util.UUID;

/** Where a row stands: the {@code seq}-th of its chain. */
public record RowPlace(UUID chainId, long seq) {}

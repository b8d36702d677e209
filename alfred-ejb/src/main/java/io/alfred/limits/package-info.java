/**
 * How often callers may call: requests and tokens per minute and calls at a time, per key, user,
 * team and org, for all models or some.
 *
 * <p>What is left lies in PostgreSQL; each node takes a short lease on a slice of it and admits
 * calls from memory, so that no number of nodes admits more than the limit. It knows no wallet and
 * no price, writes no audit row, and never asks the database about a caller without limits.
 */
@NullMarked
package io.alfred.limits;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ledger}: entries, holds, whether the books balance, and what an operator or a bill says of
 * past calls.
 *
 * <p>What it changes, the server decides and enters.
 */
@NullMarked
package io.alfred.cli.ledger;

import org.jspecify.annotations.NullMarked;

/**
 * The memory of {@code Idempotency-Key}s: which caller used which key for what, and what became of
 * it.
 *
 * <p>It lets one of several equal requests run and tells the others the first outcome. It never
 * keeps a key, a request or an answer in the clear, and it moves no money: what became of a charged
 * call is asked of the ledger by who knows both.
 */
@NullMarked
package io.alfred.idempotency;

import org.jspecify.annotations.NullMarked;

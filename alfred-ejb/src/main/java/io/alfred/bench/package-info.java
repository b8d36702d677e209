/**
 * Load on the real ledger, and the baseline to compare it with, inside the real container.
 *
 * <p>Off unless {@code alfred.bench.enabled} says otherwise, and then only on a database whose
 * books it has written itself. It never decides about money: it calls the ledger as the gateway
 * does, and counts.
 */
@NullMarked
package io.alfred.bench;

import org.jspecify.annotations.NullMarked;

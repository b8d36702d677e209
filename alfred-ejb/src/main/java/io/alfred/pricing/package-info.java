/**
 * Turns token usage and prices into credits, and requests into worst cases.
 *
 * <p>Integer arithmetic in 128 bits, rounded up once per request. It never reads a wallet.
 */
@NullMarked
package io.alfred.pricing;

import org.jspecify.annotations.NullMarked;

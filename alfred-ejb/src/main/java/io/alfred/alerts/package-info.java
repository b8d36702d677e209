/**
 * What an operator has to look at, and the watch over the books that raises it.
 *
 * <p>It reads the books and never changes them; it does not decide what is wrong, {@code ledger}
 * does.
 */
@NullMarked
package io.alfred.alerts;

import org.jspecify.annotations.NullMarked;

/**
 * What the machine is busy with.
 *
 * <p>Apart from the kernel, which imports the JDK's standard packages only, and from the ledger,
 * which holds no floating point (ADR 0022).
 */
@NullMarked
package io.alfred.machine;

import org.jspecify.annotations.NullMarked;

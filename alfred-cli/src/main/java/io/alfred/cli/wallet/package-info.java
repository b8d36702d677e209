/**
 * {@code wallet}: limits, grants and what is left.
 *
 * <p>Amounts are credits, exact to nine decimal places.
 */
@NullMarked
package io.alfred.cli.wallet;

import org.jspecify.annotations.NullMarked;

/**
 * {@code model}: what can be called, and at what price.
 *
 * <p>Prices are credits for a million tokens.
 */
@NullMarked
package io.alfred.cli.model;

import org.jspecify.annotations.NullMarked;

/**
 * What can be called: providers, models, prices, capabilities and limits.
 *
 * <p>Facts shipped with Alfred, with what the operator added on top. An unknown price is an error,
 * never zero.
 */
@NullMarked
package io.alfred.catalog;

import org.jspecify.annotations.NullMarked;

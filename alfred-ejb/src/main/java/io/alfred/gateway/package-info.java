/**
 * The pipeline: authenticate, parse, price, hold, forward, relay, settle.
 *
 * <p>It ties the features together and is the only place that knows all of them. Its boundary beans
 * also audit what the pure features decide.
 */
@NullMarked
package io.alfred.gateway;

import org.jspecify.annotations.NullMarked;

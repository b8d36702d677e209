/**
 * Anthropic's protocol: its headers, the shapes of its answers and its streams.
 *
 * <p>Reads what was reported and what was written, and changes nothing but the model's name. It
 * knows no prices.
 */
@NullMarked
package io.alfred.providers.anthropic;

import org.jspecify.annotations.NullMarked;

/**
 * OpenAI's protocol: its headers, the shapes of its answers and its streams.
 *
 * <p>Reads what was reported and what was written, and changes nothing but the model's name and the
 * wish for usage. It knows no prices.
 */
@NullMarked
package io.alfred.providers.openai;

import org.jspecify.annotations.NullMarked;

/**
 * The adapter for providers that speak OpenAI's chat completions protocol.
 *
 * <p>A body goes out as it came in unless something has to change, and answers come back byte for
 * byte. It never passes on a provider's raw error text, and never follows a redirect.
 */
@NullMarked
package io.alfred.providers.openai;

import org.jspecify.annotations.NullMarked;

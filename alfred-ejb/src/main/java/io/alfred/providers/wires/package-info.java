/**
 * What the protocols that most providers speak have in common.
 *
 * <p>{@link io.alfred.providers.wires.Quirks} tells how a provider differs from OpenAI's chat
 * completions, in what it takes as well as in how it counts. The rest makes sure that texts, names
 * of calls and efforts mean the same on either side, and that nothing is left out of a request that
 * would change its answer.
 */
@NullMarked
package io.alfred.providers.wires;

import org.jspecify.annotations.NullMarked;

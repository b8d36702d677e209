/**
 * OpenAI's responses, for clients that speak another protocol.
 *
 * <p>{@link io.alfred.providers.wires.responses.ResponsesWire} asks the models that answer nowhere
 * else, see {@link io.alfred.providers.wires.ResponsesOnly}. Nothing is left in the provider's
 * store: what a later turn needs of an earlier one travels through the client.
 */
@NullMarked
package io.alfred.providers.wires.responses;

import org.jspecify.annotations.NullMarked;

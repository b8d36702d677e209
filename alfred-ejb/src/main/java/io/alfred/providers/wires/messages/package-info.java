/**
 * Anthropic's messages, for clients that speak another protocol.
 *
 * <p>{@link io.alfred.providers.wires.messages.MessagesWire} asks and reads Claude at Anthropic,
 * {@link io.alfred.providers.wires.messages.VertexMessagesWire} at Google. How a model is asked to
 * reason depends on its version, which is read from its name.
 */
@NullMarked
package io.alfred.providers.wires.messages;

import org.jspecify.annotations.NullMarked;

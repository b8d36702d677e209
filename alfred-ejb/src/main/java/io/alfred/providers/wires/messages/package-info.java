/**
 * Anthropic's messages, for clients that speak another protocol.
 *
 * <p>{@link io.alfred.providers.wires.messages.MessagesWire} asks and reads Claude. How a model is
 * asked to reason depends on its version, which is read from its name.
 */
@NullMarked
package io.alfred.providers.wires.messages;

import org.jspecify.annotations.NullMarked;

/**
 * OpenAI's chat completions, for clients that speak another protocol.
 *
 * <p>{@link io.alfred.providers.wires.chat.ChatWire} asks and reads OpenAI and those that are
 * compatible with it. Where a provider differs, its {@link io.alfred.providers.wires.Quirks} decide
 * what is written, what is refused and where an answer is looked for.
 */
@NullMarked
package io.alfred.providers.wires.chat;

import org.jspecify.annotations.NullMarked;

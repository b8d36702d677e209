/**
 * Chat calls in nobody's protocol: what stands between a client's shape and a provider's.
 *
 * <p>A {@link io.alfred.providers.dialogue.ClientFace} reads a client's request into a {@link
 * io.alfred.providers.dialogue.Dialogue} and writes answers in the client's shape; a {@link
 * io.alfred.providers.dialogue.ProviderWire} does the same towards a provider. Nothing here opens a
 * connection or knows a key, and a field that a provider cannot be told is refused, never dropped
 * in silence.
 */
@NullMarked
package io.alfred.providers.dialogue;

import org.jspecify.annotations.NullMarked;

/**
 * The shapes in which clients ask, for calls that go to a provider of another protocol.
 *
 * <p>Each face reads a request into a {@link io.alfred.providers.dialogue.Dialogue} and writes
 * answers and events as the client's own SDK reads them. What no other protocol has a place for is
 * refused with the field's path; what never changes an answer, such as {@code metadata}, is left
 * out. Nothing here knows which provider will answer.
 */
@NullMarked
package io.alfred.providers.faces;

import org.jspecify.annotations.NullMarked;

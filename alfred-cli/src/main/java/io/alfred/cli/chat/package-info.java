/**
 * {@code chat}: one call through the gateway, as an application would make it.
 *
 * <p>It signs in with the key that init saved, not with the operator's token.
 */
@NullMarked
package io.alfred.cli.chat;

import org.jspecify.annotations.NullMarked;

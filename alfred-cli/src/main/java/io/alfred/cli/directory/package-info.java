/**
 * {@code org}, {@code team} and {@code user}: three nouns with the same verbs.
 *
 * <p>Wallets and keys of an owner have nouns of their own.
 */
@NullMarked
package io.alfred.cli.directory;

import org.jspecify.annotations.NullMarked;

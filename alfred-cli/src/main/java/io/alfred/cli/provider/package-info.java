/**
 * {@code provider}: where models come from and the keys Alfred uses there.
 *
 * <p>A provider's key goes in by stdin or file and never comes out again.
 */
@NullMarked
package io.alfred.cli.provider;

import org.jspecify.annotations.NullMarked;

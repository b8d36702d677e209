/**
 * {@code key}: what applications sign in with.
 *
 * <p>A secret is shown once, when its key is made.
 */
@NullMarked
package io.alfred.cli.key;

import org.jspecify.annotations.NullMarked;

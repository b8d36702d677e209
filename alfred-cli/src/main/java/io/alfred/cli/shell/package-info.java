/**
 * {@code shell}, {@code completion} and {@code version}.
 *
 * <p>None of them needs a server.
 */
@NullMarked
package io.alfred.cli.shell;

import org.jspecify.annotations.NullMarked;

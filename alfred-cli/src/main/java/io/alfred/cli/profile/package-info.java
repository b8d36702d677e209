/**
 * Which server to talk to and as whom: the data directory's own, or what login saved.
 *
 * <p>Tokens and keys are read from files, stdin or a prompt, never from arguments, and are never
 * printed.
 */
@NullMarked
package io.alfred.cli.profile;

import org.jspecify.annotations.NullMarked;

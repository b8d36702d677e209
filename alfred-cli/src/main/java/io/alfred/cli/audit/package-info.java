/**
 * {@code audit}: the log, its checkpoints, and the proof that nobody changed it.
 *
 * <p>Verification itself is in {@code io.alfred.cli.verify}, which knows nothing of the command
 * line.
 */
@NullMarked
package io.alfred.cli.audit;

import org.jspecify.annotations.NullMarked;

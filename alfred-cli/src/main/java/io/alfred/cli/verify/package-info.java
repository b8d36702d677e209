/**
 * Verifies an exported audit log: links, canonical payloads, tree roots, signed checkpoints.
 *
 * <p>Written from {@code docs/reference/audit-format.md} alone, with the JDK and Jackson's
 * streaming parser: it shares no code with the server that wrote the log, nor with the command line
 * around it. Memory does not grow with the length of the log.
 */
@NullMarked
package io.alfred.cli.verify;

import org.jspecify.annotations.NullMarked;

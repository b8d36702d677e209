/**
 * The append-only, hash-chained record of every decision and mutation.
 *
 * <p>It makes canonical bytes, links them, stores them and signs checkpoints over them. It never
 * updates or deletes a row, and never takes a name, a mail, a prompt or a key.
 */
@NullMarked
package io.alfred.audit;

import org.jspecify.annotations.NullMarked;

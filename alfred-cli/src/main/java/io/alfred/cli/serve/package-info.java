/**
 * How Alfred is started and stopped: {@code alfred serve}, {@code stop} and {@code status}.
 *
 * <p>{@code serve} is a small supervisor: it owns the data directory's lock, the embedded
 * PostgreSQL and one child JVM that runs Payara Micro with Alfred's WAR. It never takes part in a
 * request and never reads Alfred's tables.
 */
@NullMarked
package io.alfred.cli.serve;

import org.jspecify.annotations.NullMarked;

/**
 * The PostgreSQL that {@code alfred serve} brings along: unpacks it, creates the cluster, starts,
 * watches and stops it.
 *
 * <p>Durable (fsync on), loopback only, passwords only (SCRAM), everything in the data directory.
 * It never reads or writes Alfred's tables: those belong to the server.
 */
@NullMarked
package io.alfred.cli.serve.postgres;

import org.jspecify.annotations.NullMarked;

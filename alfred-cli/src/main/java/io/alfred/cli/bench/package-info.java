/**
 * {@code alfred bench}: what Alfred costs and what it withstands, measured on this machine.
 *
 * <p>Every run starts servers and a PostgreSQL of its own and removes them afterwards; it never
 * talks to the operator's server.
 */
@NullMarked
package io.alfred.cli.bench;

import org.jspecify.annotations.NullMarked;

/**
 * {@code alfred db}: what a DBA needs to prepare a PostgreSQL of their own.
 *
 * <p>It prints; it never connects.
 */
@NullMarked
package io.alfred.cli.db;

import org.jspecify.annotations.NullMarked;

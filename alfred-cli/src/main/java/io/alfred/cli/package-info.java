/**
 * The {@code alfred} command: parses arguments, calls the server over HTTP, prints what it
 * answered.
 *
 * <p>One noun is one package, one verb one class. It never shares a class with the server and never
 * touches its database.
 */
@NullMarked
package io.alfred.cli;

import org.jspecify.annotations.NullMarked;

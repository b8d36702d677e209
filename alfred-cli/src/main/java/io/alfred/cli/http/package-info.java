/**
 * Calls the server: JSON over HTTP, pages of lists, lines and events that stream.
 *
 * <p>It maps every answer that is not a success to an exit code and a sentence; it knows no noun.
 */
@NullMarked
package io.alfred.cli.http;

import org.jspecify.annotations.NullMarked;

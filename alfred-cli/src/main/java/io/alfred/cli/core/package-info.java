/**
 * What every command needs: global options, exit codes, errors, output and the data directory.
 *
 * <p>Data goes to stdout, talk to stderr. Nothing here calls the server.
 */
@NullMarked
package io.alfred.cli.core;

import org.jspecify.annotations.NullMarked;

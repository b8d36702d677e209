/**
 * What the verbs have in common: a connection, a list's options, a wallet's name.
 *
 * <p>It holds no verb of its own.
 */
@NullMarked
package io.alfred.cli.command;

import org.jspecify.annotations.NullMarked;

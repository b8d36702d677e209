/**
 * {@code init}, {@code login}, {@code logout}, {@code whoami}: getting in.
 *
 * <p>Only these verbs write profiles and the admin token.
 */
@NullMarked
package io.alfred.cli.access;

import org.jspecify.annotations.NullMarked;

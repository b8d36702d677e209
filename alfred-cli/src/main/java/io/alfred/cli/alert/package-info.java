/** {@code alert}: what an operator has to look at. */
@NullMarked
package io.alfred.cli.alert;

import org.jspecify.annotations.NullMarked;

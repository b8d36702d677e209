/** {@code limit}: how often a key, user, team or org may call. */
@NullMarked
package io.alfred.cli.limit;

import org.jspecify.annotations.NullMarked;

/**
 * The store of provider credentials: encrypted at rest, bound to their provider.
 *
 * <p>It hands a secret to the code that sends it upstream and to nobody else. It never logs or
 * prints one.
 */
@NullMarked
package io.alfred.secrets;

import org.jspecify.annotations.NullMarked;

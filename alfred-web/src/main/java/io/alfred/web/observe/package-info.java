/**
 * What operators see from outside: health checks and the request log.
 *
 * <p>It reads states and ids, never content, and changes nothing.
 */
@NullMarked
package io.alfred.web.observe;

import org.jspecify.annotations.NullMarked;

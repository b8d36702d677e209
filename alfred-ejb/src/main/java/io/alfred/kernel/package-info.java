/**
 * The words every feature shares: credits, ids, error codes, token usage.
 *
 * <p>It knows no framework, no database and no feature; it imports the JDK only.
 */
@NullMarked
package io.alfred.kernel;

import org.jspecify.annotations.NullMarked;

/**
 * Where the data lives: the container's data source, the schema and its version.
 *
 * <p>It migrates the schema before anything else starts, as the owner role, and refuses to start on
 * a schema it does not know. It knows no table of any feature.
 */
@NullMarked
package io.alfred.storage;

import org.jspecify.annotations.NullMarked;

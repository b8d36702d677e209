/**
 * File habits of {@code alfred serve}: folders deleted as a whole, logs that cannot fill a disk.
 *
 * <p>Knows nothing of what the files mean.
 */
@NullMarked
package io.alfred.cli.serve.files;

import org.jspecify.annotations.NullMarked;

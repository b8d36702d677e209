/** {@code alfred bench gateway}: what the gateway adds to a call of its provider. */
@NullMarked
package io.alfred.cli.bench.gateway;

import org.jspecify.annotations.NullMarked;

/**
 * Signs requests for providers that want more than a key in a header.
 *
 * <p>A secret of the store is read as the credential that it holds, and turned into the headers
 * that go out with one request. Nothing here keeps a secret longer than that, prints one, or puts
 * one into an exception.
 */
@NullMarked
package io.alfred.providers.sign;

import org.jspecify.annotations.NullMarked;

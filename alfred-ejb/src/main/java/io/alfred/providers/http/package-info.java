/**
 * What adapters have in common: sending a call over HTTP, reading whole answers and event streams
 * under bounds and deadlines, and keeping a provider's raw words from the client.
 *
 * <p>It knows no protocol: a {@link io.alfred.providers.http.Dialect} says how to ask, an {@link
 * io.alfred.providers.http.AnswerShape} how to read. It never follows a redirect.
 */
@NullMarked
package io.alfred.providers.http;

import org.jspecify.annotations.NullMarked;

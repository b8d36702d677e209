/**
 * The OpenAI-shaped proxy API under {@code /v1}: parse, call the gateway, render.
 *
 * <p>Requests leave the container's thread for a virtual one as soon as the body is read; no
 * container thread waits for a provider. Nothing here decides about money.
 */
@NullMarked
package io.alfred.web.proxy;

import org.jspecify.annotations.NullMarked;

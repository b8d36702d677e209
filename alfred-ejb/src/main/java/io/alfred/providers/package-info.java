/**
 * Adapters that speak to providers over one shared HTTP client.
 *
 * <p>They send a call, relay its answer or stream, and read the reported usage. They know neither
 * wallets nor policy, and never pass on a provider's raw error text.
 */
@NullMarked
package io.alfred.providers;

import org.jspecify.annotations.NullMarked;

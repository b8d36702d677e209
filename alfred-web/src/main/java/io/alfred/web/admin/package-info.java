/**
 * The administrative calls under {@code /api}: one resource per noun.
 *
 * <p>JSON in {@code snake_case}, read strictly. Every method says which roles may call it.
 */
@NullMarked
package io.alfred.web.admin;

import org.jspecify.annotations.NullMarked;

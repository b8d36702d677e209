/**
 * The web layer: parse, call one boundary bean, render.
 *
 * <p>It authenticates {@code /api}, gives every request an id and turns every failure into the
 * error shape of its path. It holds no business rule, opens no transaction and sees no entity.
 */
@NullMarked
package io.alfred.web;

import org.jspecify.annotations.NullMarked;

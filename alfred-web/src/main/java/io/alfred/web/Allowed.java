package io.alfred.web;

import io.alfred.identity.Role;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a method under {@code /api}, besides owner and admin, who may call all of them.
 *
 * <p>A method without it is open to owner and admin only.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allowed {
    /** Further roles. */
    Role[] value() default {};

    /** Only for the installation's operator, as it touches more than one org. */
    boolean installationOnly() default false;
}

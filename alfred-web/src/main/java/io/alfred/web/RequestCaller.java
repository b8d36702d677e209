package io.alfred.web;

import io.alfred.identity.Caller;

import jakarta.enterprise.context.RequestScoped;

import org.jspecify.annotations.Nullable;

/** The authenticated caller of the running request under {@code /api}. */
@RequestScoped
public class RequestCaller {
    private @Nullable Caller caller;

    public Caller get() {
        Caller known = caller;
        if (known == null) {
            throw new IllegalStateException("no caller: this path is not authenticated");
        }
        return known;
    }

    void set(Caller authenticated) {
        caller = authenticated;
    }
}

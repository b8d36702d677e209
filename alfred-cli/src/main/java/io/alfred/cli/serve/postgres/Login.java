package io.alfred.cli.serve.postgres;

/** A database role and its password; the password never shows in text. */
public record Login(String user, String password) {
    @Override
    public String toString() {
        return user + ":***";
    }
}

package io.alfred.cli.profile;

import io.alfred.cli.http.Api;

import java.net.URI;

/**
 * A server and the token to use there.
 *
 * @param ownDataDir whether both come from the data directory, that is: the server's own files are
 *     beside us
 */
public record Connection(URI url, String token, boolean ownDataDir) {
    public Api api() {
        return new Api(url, token);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "Connection[url=" + url + "]";
    }
}

package io.alfred.cli.profile;

import io.alfred.cli.http.Api;
import io.alfred.cli.http.ChangeKeys;

import java.net.URI;

/**
 * A server and the token to use there.
 *
 * @param ownDataDir whether both come from the data directory, that is: the server's own files are
 *     beside us
 */
public record Connection(URI url, String token, boolean ownDataDir) {
    /** The server, for reading and for changes under keys of their own. */
    public Api api() {
        return new Api(url, token);
    }

    /**
     * The server, for one command.
     *
     * @param keys of the command's changes
     */
    public Api api(ChangeKeys keys) {
        return new Api(url, token, keys);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "Connection[url=" + url + "]";
    }
}

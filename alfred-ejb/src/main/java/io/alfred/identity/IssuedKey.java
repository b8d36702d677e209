package io.alfred.identity;

/**
 * A new key with its secret, which exists nowhere else from here on.
 *
 * @param secret to be shown once; never to be logged
 */
public record IssuedKey(KeyView key, String secret) {
    @Override
    public String toString() {
        return key.prefix() + "-***";
    }
}

package io.alfred.cli.http;

import java.util.UUID;

/**
 * The {@code Idempotency-Key}s of one command's changes, so that a change that is sent twice takes
 * place once.
 *
 * <p>The first change gets the key itself, the second {@code KEY/2} and so on: a command that is
 * repeated with its key sends the same keys again.
 */
public final class ChangeKeys {
    private final String key;
    private int changes;

    private ChangeKeys(String key) {
        this.key = key;
    }

    /** A key that nobody used before. */
    public static ChangeKeys fresh() {
        return new ChangeKeys(UUID.randomUUID().toString());
    }

    /** The key that a script chose. */
    public static ChangeKeys of(String key) {
        return new ChangeKeys(key);
    }

    /** For the next change. */
    String next() {
        changes++;
        return changes == 1 ? key : key + "/" + changes;
    }

    /** What a person gives to repeat the command. */
    String key() {
        return key;
    }
}

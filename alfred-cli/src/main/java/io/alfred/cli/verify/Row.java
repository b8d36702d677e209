package io.alfred.cli.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One line of an export: a row as the log keeps it. */
final class Row {
    private static final List<String> IDS = List.of("org", "actor", "subject", "tx");
    private static final Set<String> FIELDS =
            Set.of(
                    "v", "chain", "epoch", "seq", "at", "kind", "org", "actor", "subject", "tx",
                    "data");

    private final String chain;
    private final long seq;
    private final Hash prevHash;
    private final Hash hash;
    private final byte[] payload;

    private Row(Fields line) throws MalformedException {
        this.chain = line.uuid("chain");
        this.seq = line.number("seq");
        this.prevHash = line.hash("prev_hash");
        this.hash = line.hash("hash");
        this.payload = line.base64("payload");
    }

    static Row of(Fields line) throws MalformedException {
        return new Row(line);
    }

    String chain() {
        return chain;
    }

    long seq() {
        return seq;
    }

    Hash prevHash() {
        return prevHash;
    }

    Hash hash() {
        return hash;
    }

    /** What the row's hash must be. */
    Hash hashOver(Hash previous) {
        return Hash.over(previous.bytes(), payload);
    }

    /**
     * Checks that the payload is canonical and speaks of this position.
     *
     * @return its epoch
     */
    long epochOfPayload() throws MalformedException {
        Fields fields = Fields.parse(payload);
        if (!Arrays.equals(CanonicalJson.write(fields.object()), payload)) {
            throw new MalformedException("it is not in canonical form");
        }
        for (String name : fields.object().keySet()) {
            if (!FIELDS.contains(name)) {
                throw new MalformedException("\"" + name + "\" is not a field of version 1");
            }
        }
        if (fields.number("v") != 1) {
            throw new MalformedException("its version is " + fields.number("v") + ", not 1");
        }
        if (!fields.uuid("chain").equals(chain) || fields.number("seq") != seq) {
            throw new MalformedException(
                    "it is that of row " + fields.number("seq") + " of " + fields.uuid("chain"));
        }
        fields.number("at");
        fields.text("kind");
        fields.requireObject("data");
        for (String id : IDS) {
            if (fields.has(id)) {
                fields.uuid(id);
            }
        }
        return fields.number("epoch");
    }
}

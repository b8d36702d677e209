package io.alfred.cli.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads checkpoint lines in order: signature, numbering, link to the one before; keeps the marks.
 */
final class CheckpointLog {
    private final TrustedKeys keys;
    private final Marks marks;
    private Hash previousHash = Hash.zero();
    private long first;
    private long last;
    private long count;
    private boolean lastLineIncomplete;

    CheckpointLog(TrustedKeys keys, Marks marks) {
        this.keys = keys;
        this.marks = marks;
    }

    void read(InputStream in) throws IOException, BrokenException {
        Lines lines = new Lines(in);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            try {
                accept(Fields.parse(line));
            } catch (MalformedException e) {
                if (!lines.terminated()) {
                    // the server was writing it when the file was copied
                    lastLineIncomplete = true;
                    return;
                }
                throw Broken.checkpoint(
                                last + 1, "the checkpoint cannot be read: " + e.getMessage())
                        .thrown();
            }
        }
    }

    long count() {
        return count;
    }

    /** The number of the first checkpoint; 0 if there is none. */
    long first() {
        return first;
    }

    boolean lastLineIncomplete() {
        return lastLineIncomplete;
    }

    private void accept(Fields line) throws IOException, BrokenException {
        byte[] bytes = line.base64("body");
        Fields body = Fields.parse(bytes);
        long number = body.number("n");
        if (!Arrays.equals(CanonicalJson.write(body.object()), bytes) || body.number("v") != 1) {
            throw new MalformedException("its body is not canonical JSON of version 1");
        }
        checkSignature(number, line, bytes);
        checkLink(number, body.hash("prev"));
        Set<String> chains = new HashSet<>();
        for (Fields chain : body.objects("chains")) {
            String id = chain.uuid("chain");
            if (!chains.add(id)) {
                throw new MalformedException("it lists chain " + id + " twice");
            }
            marks.add(id, Mark.of(number, chain));
        }
        previousHash = Hash.over(bytes);
        last = number;
        first = count == 0 ? number : first;
        count++;
    }

    private void checkSignature(long number, Fields line, byte[] body)
            throws MalformedException, BrokenException {
        byte[] signature = line.base64("signature");
        String keyId = line.text("key_id");
        if (keys.isEmpty()) {
            return;
        }
        String objection = keys.objection(keyId, body, signature);
        if (objection != null) {
            throw Broken.checkpoint(number, "the checkpoint is not genuine: " + objection).thrown();
        }
    }

    private void checkLink(long number, Hash prev) throws BrokenException {
        boolean begins = count == 0;
        if (begins ? number < 1 : number != last + 1) {
            throw Broken.checkpoint(
                            last + 1,
                            "the checkpoint is missing: number " + number + " stands in its place")
                    .thrown();
        }
        // a file that was rotated may begin later; then there is nothing to link to
        boolean linked = (begins && number > 1) || prev.equals(previousHash);
        if (!linked) {
            throw Broken.checkpoint(number, "the checkpoint does not link to the one before it")
                    .thrown();
        }
    }
}

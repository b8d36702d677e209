package io.alfred.audit;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A signed statement over all chains.
 *
 * @param number counts from 1
 * @param body the canonical bytes that were signed
 * @param heads what the body says
 */
public record Checkpoint(
        long number,
        long atMicros,
        byte[] body,
        String keyId,
        byte[] signature,
        List<ChainHead> heads) {

    /** What it says of one chain. */
    public Optional<ChainHead> head(UUID chainId) {
        return heads.stream().filter(head -> head.chainId().equals(chainId)).findFirst();
    }

    /** The line of the checkpoint file, with its line feed. */
    String line() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "{\"body\":\""
                + base64.encodeToString(body)
                + "\",\"key_id\":\""
                + keyId
                + "\",\"signature\":\""
                + base64.encodeToString(signature)
                + "\"}\n";
    }
}

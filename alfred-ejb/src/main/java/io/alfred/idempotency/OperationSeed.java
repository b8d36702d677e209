package io.alfred.idempotency;

import io.alfred.kernel.Ids;

import jakarta.enterprise.context.RequestScoped;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.UUID;

/** What the {@link OperationIds} of the running request are made from. */
@RequestScoped
public class OperationSeed {
    private @Nullable UUID seed;
    private int count;

    /** Makes all further ids of this request from the claim. */
    public void use(Claim claim) {
        seed = claim.seed();
        count = 0;
    }

    UUID next() {
        UUID known = seed;
        if (known == null) {
            return Ids.next();
        }
        return derived(known, count++);
    }

    /** The seed itself, which sorts by time, then ids of version 8 (RFC 9562). */
    static UUID derived(UUID seed, int number) {
        if (number == 0) {
            return seed;
        }
        ByteBuffer hash =
                ByteBuffer.wrap(
                        new Digest("alfred operation 1")
                                .add(seed)
                                .add(Integer.toString(number))
                                .bytes());
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}

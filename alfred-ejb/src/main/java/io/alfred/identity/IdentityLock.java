package io.alfred.identity;

import jakarta.persistence.EntityManager;

/** The lock under which identity changes, held until the end of the transaction, on every node. */
final class IdentityLock {
    /** Any number that nothing else in the database uses: "identity" as ASCII. */
    private static final long LOCK_ID = 0x6964656E74697479L;

    private IdentityLock() {}

    static void take(EntityManager entities) {
        entities.createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock(?)")
                .setParameter(1, LOCK_ID)
                .getResultList();
    }
}

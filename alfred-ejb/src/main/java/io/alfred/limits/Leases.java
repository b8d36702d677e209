package io.alfred.limits;

import java.util.List;

/** The shared buckets, as one process trades with them. */
interface Leases {
    /**
     * Carries out all orders in one step, or none.
     *
     * @return one grant per order whose bucket exists; a bucket that does not limits nothing
     * @throws RuntimeException when the database does not confirm; then nothing was given, and what
     *     was given back may be lost
     */
    List<LeaseGrant> trade(List<LeaseOrder> orders);
}

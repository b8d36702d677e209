package io.alfred.limits;

/**
 * What a process gives back to a bucket and asks of it, in one step.
 *
 * @param unused what it did not use of its lease; counts only while the lease lasts, as the bucket
 *     may have filled up without it since
 * @param correction what calls used less than was reckoned; negative when they used more
 * @param keep calls at a time only: how many run
 * @param spentAgoMicros how long ago it used something of its lease for the last time
 * @param need nothing is given unless at least so much is there; 0 asks for nothing
 * @param want what it would like, to come back less often
 */
record LeaseOrder(
        BucketKey key,
        Rate rate,
        long unused,
        long correction,
        long keep,
        long spentAgoMicros,
        long need,
        long want) {}

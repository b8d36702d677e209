package io.alfred.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The shared buckets in memory, on a clock that the test sets; one object for all processes. */
final class MemoryLeases {
    private final Map<BucketKey, Bucket> buckets = new HashMap<>();
    private final TestClock clock;
    private int trades;

    MemoryLeases(TestClock clock) {
        this.clock = clock;
    }

    /** A full bucket. */
    void add(BucketKey key, Rate rate) {
        buckets.put(key, Bucket.full(rate, clock.micros()));
    }

    void remove(BucketKey key) {
        buckets.remove(key);
    }

    /** How often a process came to the database. */
    int trades() {
        return trades;
    }

    /** The buckets as one process reaches them, or does not. */
    Client process() {
        return new Client();
    }

    final class Client implements Leases {
        private final UUID holder = UUID.randomUUID();
        private boolean cutOff;

        void cutOff(boolean now) {
            cutOff = now;
        }

        @Override
        public List<LeaseGrant> trade(List<LeaseOrder> orders) {
            trades++;
            if (cutOff) {
                throw new IllegalStateException("the database does not answer");
            }
            List<LeaseGrant> grants = new ArrayList<>();
            for (LeaseOrder order : orders) {
                Bucket bucket = buckets.get(order.key());
                if (bucket != null) {
                    Bucket.Traded traded = bucket.trade(holder, order, clock.micros());
                    buckets.put(order.key(), traded.bucket());
                    grants.add(traded.grant());
                }
            }
            return grants;
        }
    }
}

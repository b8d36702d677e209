package io.alfred.limits;

/**
 * How much a bucket holds and how fast it fills.
 *
 * @param capacity whole requests, tokens or calls
 * @param perMinute 0 for calls at a time, which come back when they end
 */
record Rate(long capacity, long perMinute) {
    /**
     * Parts of a whole. Why so many: what one a minute adds in a microsecond is exactly one part,
     * so that no time is lost in rounding.
     */
    static final long PARTS = 60_000_000;

    long capacityParts() {
        return capacity * PARTS;
    }

    /** How a level rises in some time, up to a ceiling; a level above it stays. */
    long filled(long level, long micros, long ceiling) {
        long room = ceiling - level;
        if (room <= 0 || perMinute == 0 || micros <= 0) {
            return level;
        }
        return micros > room / perMinute ? ceiling : level + micros * perMinute;
    }

    /** Microseconds until a level has risen by so many parts, rounded up. */
    long microsFor(long parts) {
        return parts <= 0 ? 0 : Math.ceilDiv(parts, perMinute);
    }
}

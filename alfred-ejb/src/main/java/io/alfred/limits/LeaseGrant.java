package io.alfred.limits;

/**
 * The answer to a {@link LeaseOrder}.
 *
 * @param granted what the process may admit by itself from now on, what it keeps not counted
 * @param levelParts what is left for everybody, in parts of a whole; negative while it is overdrawn
 */
record LeaseGrant(BucketKey key, long granted, long levelParts) {}

package io.alfred.limits;

/** A limit was set or removed in the transaction that fires this. */
record LimitsChanged() {}

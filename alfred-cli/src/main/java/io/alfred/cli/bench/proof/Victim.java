package io.alfred.cli.bench.proof;

/** What a proof run kills, each by {@code kill -9}. */
public enum Victim {
    SERVER,
    POSTGRES
}

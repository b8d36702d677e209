package io.alfred.cli.serve;

/** The PostgreSQL a server works on: the one that ships inside, or the operator's own. */
sealed interface Database permits EmbeddedDatabase, ExternalDatabase {
    /** Makes it available; an error sentence if that is impossible. */
    DatabaseAccess open();

    /** Looks after it about once a second; false when it is lost for good. */
    boolean check();

    /** Stops what {@link #open()} started. */
    void close();
}

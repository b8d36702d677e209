package io.alfred.cli.serve;

import io.alfred.cli.serve.postgres.Login;

import java.util.Optional;

/**
 * How the server reaches its database.
 *
 * @param url JDBC, without credentials
 * @param app what the server works with
 * @param owner what it migrates with; empty if migrations are run elsewhere
 * @param embedded whether the database is the one in the data directory
 */
record DatabaseAccess(String url, Login app, Optional<Login> owner, boolean embedded) {}

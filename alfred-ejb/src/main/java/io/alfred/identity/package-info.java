/**
 * Who calls: orgs, teams, users, principals with roles, and API keys with scopes.
 *
 * <p>Secrets are stored as hashes only and shown once. It never moves money.
 */
@NullMarked
package io.alfred.identity;

import org.jspecify.annotations.NullMarked;

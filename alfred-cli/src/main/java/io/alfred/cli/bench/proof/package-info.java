/**
 * The proof run: clients, nodes, kills and a metering provider on a throw-away installation, and
 * the comparison of what each of them says about the money.
 *
 * <p>It speaks HTTP only, like any client and operator, and never touches the operator's books. It
 * believes no figure of Alfred's that somebody else has not counted too.
 */
@NullMarked
package io.alfred.cli.bench.proof;

import org.jspecify.annotations.NullMarked;

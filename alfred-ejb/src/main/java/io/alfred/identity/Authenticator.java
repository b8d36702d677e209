package io.alfred.identity;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Turns the secret of a request into its {@link Caller} by asking the database: one plain query
 * outside any transaction. {@link KnownKeys} does it for calls, which come too often to ask each
 * time.
 *
 * <p>Errors: {@code INVALID_API_KEY} for everything that is not a live secret, with one message for
 * all causes, so that an answer does not tell whether a prefix exists; {@code TOKEN_EXPIRED} and
 * {@code KEY_SUSPENDED} only to who knows the whole secret.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Authenticator {
    private static final String QUERY =
            """
            SELECT k.id, k.principal_id, k.org_id, u.team_id, k.wallet_id, k.secret_hash, k.scope_v1,
                   k.scope_api, k.state, k.expires_at, p.kind, p.role,
                   p.state = 'active' AND coalesce(o.state, 'active') = 'active'
                       AND coalesce(t.state, 'active') = 'active' AS holder_active,
                   o.default_max_output_tokens
            FROM api_key k
            JOIN principal p ON p.id = k.principal_id
            LEFT JOIN organization o ON o.id = k.org_id
            LEFT JOIN app_user u ON u.id = p.id
            LEFT JOIN team t ON t.id = u.team_id
            WHERE k.prefix = ?
            """;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource database;

    /**
     * The caller behind a secret, as the database knows it now.
     *
     * @param bearerSecret what followed {@code Bearer } in the request
     * @throws AlfredException {@code INVALID_API_KEY}, {@code TOKEN_EXPIRED}, {@code
     *     KEY_SUSPENDED}; {@code OVERLOADED} when the database does not answer
     */
    public Caller authenticate(String bearerSecret) {
        return KeySecret.prefixOf(bearerSecret)
                .flatMap(this::find)
                .orElseThrow(KeyRow::unknownKey)
                .admit(bearerSecret, Instant.now());
    }

    /**
     * What there is of the key with this prefix.
     *
     * @throws AlfredException {@code OVERLOADED} when the database does not answer
     */
    public Optional<KeyRow> find(String prefix) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, prefix);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(keyRow(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the key cannot be checked, as the database does not answer",
                    "try again in a few seconds",
                    e);
        }
    }

    private static KeyRow keyRow(ResultSet row) throws SQLException {
        return new KeyRow(
                caller(row),
                row.getBytes("secret_hash"),
                row.getString("state"),
                Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getBoolean("holder_active"));
    }

    private static Caller caller(ResultSet row) throws SQLException {
        UUID principalId = row.getObject("principal_id", UUID.class);
        String kind = row.getString("kind");
        return new Caller(
                principalId,
                kind,
                Role.parse("role", row.getString("role")),
                Optional.ofNullable(row.getObject("org_id", UUID.class)),
                row.getObject("id", UUID.class),
                kind.equals("user") ? Optional.of(principalId) : Optional.empty(),
                Optional.ofNullable(row.getObject("team_id", UUID.class)),
                Optional.ofNullable(row.getObject("wallet_id", UUID.class)),
                row.getBoolean("scope_v1"),
                row.getBoolean("scope_api"),
                outputDefault(row));
    }

    private static OptionalLong outputDefault(ResultSet row) throws SQLException {
        long tokens = row.getLong("default_max_output_tokens");
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(tokens);
    }
}

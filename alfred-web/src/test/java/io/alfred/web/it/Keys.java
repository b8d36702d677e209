package io.alfred.web.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows behind Idempotency-Keys, put into states that only a crash leaves. */
final class Keys {
    private Keys() {}

    /** Changes the keys of a tenant's own API key. */
    static void update(Tenant tenant, String assignments) {
        update(tenant.keyId(), assignments);
    }

    static void update(String callerKeyId, String assignments) {
        execute(
                "UPDATE idempotency_key SET "
                        + assignments
                        + " WHERE caller_key_id = '"
                        + callerKeyId
                        + "'");
    }

    /** The attempt that has the one key of a tenant's own API key. */
    static String claimId(Tenant tenant) {
        return value(
                "SELECT claim_id::text FROM idempotency_key WHERE caller_key_id = '"
                        + tenant.keyId()
                        + "'");
    }

    static String rowsAsText(Tenant tenant) {
        return text("caller_key_id = '" + tenant.keyId() + "'");
    }

    /** Every row, with its bytes as text. */
    static String text(String condition) {
        return value(
                "SELECT string_agg(k::text || encode(k.key_hash, 'escape') ||"
                        + " encode(k.fingerprint, 'escape') || encode(coalesce(k.answer, ''),"
                        + " 'escape'), ' ') FROM idempotency_key k WHERE "
                        + condition);
    }

    private static String value(String sql) {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(String sql) {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

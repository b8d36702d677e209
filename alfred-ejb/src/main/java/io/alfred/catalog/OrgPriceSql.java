package io.alfred.catalog;

import io.alfred.catalog.CatalogRows.OrgPriceRow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The statements on table {@code org_price}. */
final class OrgPriceSql {
    private static final String NEWEST =
            """
            SELECT * FROM (
                SELECT DISTINCT ON (org_id, provider, model)
                       org_id, provider, model, version, withdrawn, input, cached_read,
                       cached_write, output, per_call, per_image, per_1m_characters, per_minute,
                       audio_input, audio_output
                FROM org_price ORDER BY org_id, provider, model, version DESC) newest
            WHERE NOT withdrawn
            """;
    private static final String INSERT =
            """
            INSERT INTO org_price (org_id, provider, model, version, withdrawn, input, cached_read,
                   cached_write, output, per_call, per_image, per_1m_characters, per_minute,
                   audio_input, audio_output)
            SELECT ?, ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::bigint,
                   ?::bigint
            FROM org_price WHERE org_id = ? AND provider = ? AND model = ?
            """;

    private OrgPriceSql() {}

    static List<OrgPriceRow> read(Connection connection) throws SQLException {
        List<OrgPriceRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(row(result));
            }
        }
        return List.copyOf(rows);
    }

    private static OrgPriceRow row(ResultSet result) throws SQLException {
        return new OrgPriceRow(
                result.getObject("org_id", UUID.class),
                result.getString("provider"),
                result.getString("model"),
                CatalogSql.modelPrice(result, "org-" + result.getInt("version")));
    }

    /**
     * Adds a version.
     *
     * @param withdrawn whether the org pays what all pay from now on
     */
    static void append(Connection connection, OrgPriceRow row, boolean withdrawn)
            throws SQLException {
        ModelPrice price = row.price();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, row.org());
            statement.setString(2, row.provider());
            statement.setString(3, row.model());
            statement.setBoolean(4, withdrawn);
            statement.setLong(5, price.input());
            statement.setLong(6, price.cachedRead());
            statement.setLong(7, price.cachedWrite());
            statement.setLong(8, price.output());
            statement.setLong(9, price.perCall());
            statement.setLong(10, price.units().perImage());
            statement.setLong(11, price.units().perMillionCharacters());
            statement.setLong(12, price.units().perMinute());
            CatalogSql.bind(statement, 13, price.audio().input());
            CatalogSql.bind(statement, 14, price.audio().output());
            statement.setObject(15, row.org());
            statement.setString(16, row.provider());
            statement.setString(17, row.model());
            statement.executeUpdate();
        }
    }
}

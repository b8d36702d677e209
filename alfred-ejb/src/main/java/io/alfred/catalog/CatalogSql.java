package io.alfred.catalog;

import io.alfred.catalog.CatalogRows.FileRow;
import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The statements on tables {@code provider} and {@code model_price}. */
final class CatalogSql {
    private static final String UPSERT_PROVIDER =
            """
            INSERT INTO provider (name, base_url, protocol, auth, state) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE
            SET base_url = excluded.base_url, protocol = excluded.protocol, auth = excluded.auth,
                state = excluded.state, updated_at = now()
            """;
    private static final String NEWEST_PRICES =
            """
            SELECT DISTINCT ON (provider, model)
                   provider, model, version, upstream_model, input, cached_read, cached_write,
                   output, per_call, context_tokens, max_output_tokens, kind, per_image,
                   per_1m_characters, per_minute, audio_input, audio_output
            FROM model_price ORDER BY provider, model, version DESC
            """;
    private static final String NEWEST_FILES =
            """
            SELECT DISTINCT ON (provider) provider, version, content
            FROM catalog_file ORDER BY provider, version DESC
            """;
    private static final String INSERT_FILE =
            """
            INSERT INTO catalog_file (provider, version, content)
            SELECT ?, coalesce(max(version), 0) + 1, ? FROM catalog_file WHERE provider = ?
            """;
    private static final String INSERT_PRICE =
            """
            INSERT INTO model_price (provider, model, version, upstream_model, input, cached_read,
                   cached_write, output, per_call, context_tokens, max_output_tokens, kind, per_image,
                   per_1m_characters, per_minute, audio_input, audio_output)
            SELECT ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                   ?::bigint, ?::bigint
            FROM model_price WHERE provider = ? AND model = ?
            """;

    private CatalogSql() {}

    static CatalogRows read(Connection connection) throws SQLException {
        return new CatalogRows(
                providers(connection),
                prices(connection),
                files(connection),
                OrgPriceSql.read(connection));
    }

    private static List<FileRow> files(Connection connection) throws SQLException {
        List<FileRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_FILES);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(
                        new FileRow(
                                result.getString("provider"),
                                result.getLong("version"),
                                result.getString("content")));
            }
        }
        return List.copyOf(rows);
    }

    /** All files of a provider that were ever taken over. */
    static List<String> everyFile(Connection connection, String provider) throws SQLException {
        List<String> files = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT content FROM catalog_file WHERE provider = ? ORDER BY version")) {
            statement.setString(1, provider);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    files.add(result.getString("content"));
                }
            }
        }
        return List.copyOf(files);
    }

    /** Adds a newer file of a provider. */
    static void append(Connection connection, String provider, String content) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_FILE)) {
            statement.setString(1, provider);
            statement.setString(2, content);
            statement.setString(3, provider);
            statement.executeUpdate();
        }
    }

    private static List<ProviderRow> providers(Connection connection) throws SQLException {
        List<ProviderRow> rows = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT name, base_url, protocol, auth, state FROM provider"
                                        + " ORDER BY name");
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(provider(result));
            }
        }
        return List.copyOf(rows);
    }

    private static ProviderRow provider(ResultSet result) throws SQLException {
        Protocol protocol = Protocol.of(result.getString("protocol")).orElseThrow();
        return new ProviderRow(
                result.getString("name"),
                result.getString("base_url"),
                protocol,
                Optional.ofNullable(result.getString("auth"))
                        .map(auth -> ProviderAuth.of(auth).orElseThrow())
                        .orElseGet(protocol::usualAuth),
                result.getString("state").equals("active"));
    }

    private static List<PriceRow> prices(Connection connection) throws SQLException {
        List<PriceRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_PRICES);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(price(result));
            }
        }
        return List.copyOf(rows);
    }

    private static PriceRow price(ResultSet result) throws SQLException {
        return new PriceRow(
                result.getString("provider"),
                result.getString("model"),
                result.getString("upstream_model"),
                Optional.ofNullable(result.getString("kind"))
                        .map(kind -> ModelKind.valueOf(kind.toUpperCase(Locale.ROOT))),
                modelPrice(result, "operator-" + result.getInt("version")),
                result.getLong("context_tokens"),
                result.getLong("max_output_tokens"));
    }

    /** The price in a row, whose columns are called the same for all and for one org. */
    static ModelPrice modelPrice(ResultSet result, String version) throws SQLException {
        return new ModelPrice(
                        result.getLong("input"),
                        result.getLong("cached_read"),
                        result.getLong("cached_write"),
                        result.getLong("output"),
                        result.getLong("per_call"),
                        Optional.empty(),
                        new UnitPrices(
                                result.getLong("per_image"),
                                result.getLong("per_1m_characters"),
                                result.getLong("per_minute")),
                        version)
                .with(
                        new AudioPrices(
                                ifTold(result, "audio_input"), ifTold(result, "audio_output")));
    }

    private static OptionalLong ifTold(ResultSet result, String column) throws SQLException {
        long price = result.getLong(column);
        return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(price);
    }

    /** Binds a price that may be unknown. */
    static void bind(PreparedStatement statement, int at, OptionalLong price) throws SQLException {
        if (price.isPresent()) {
            statement.setLong(at, price.getAsLong());
        } else {
            statement.setNull(at, Types.BIGINT);
        }
    }

    /** Waits for other changes of the same thing and keeps them out until the transaction ends. */
    static void lock(Connection connection, String subject) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "alfred catalog " + subject);
            statement.execute();
        }
    }

    static void write(Connection connection, ProviderRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT_PROVIDER)) {
            statement.setString(1, row.name());
            statement.setString(2, row.baseUrl());
            statement.setString(3, row.protocol().wireName());
            statement.setString(4, row.auth().wireName());
            statement.setString(5, row.active() ? "active" : "disabled");
            statement.executeUpdate();
        }
    }

    /** Adds a version; the row's own version name is not read. */
    static void append(Connection connection, PriceRow row) throws SQLException {
        ModelPrice price = row.price();
        try (PreparedStatement statement = connection.prepareStatement(INSERT_PRICE)) {
            statement.setString(1, row.provider());
            statement.setString(2, row.model());
            statement.setString(3, row.upstreamModel());
            statement.setLong(4, price.input());
            statement.setLong(5, price.cachedRead());
            statement.setLong(6, price.cachedWrite());
            statement.setLong(7, price.output());
            statement.setLong(8, price.perCall());
            statement.setLong(9, row.contextTokens());
            statement.setLong(10, row.maxOutputTokens());
            statement.setString(
                    11, row.kind().map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse(null));
            statement.setLong(12, price.units().perImage());
            statement.setLong(13, price.units().perMillionCharacters());
            statement.setLong(14, price.units().perMinute());
            bind(statement, 15, price.audio().input());
            bind(statement, 16, price.audio().output());
            statement.setString(17, row.provider());
            statement.setString(18, row.model());
            statement.executeUpdate();
        }
    }
}

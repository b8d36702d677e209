package io.alfred.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

class CatalogSqlTest {
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        try (Connection owner = postgres.getPostgresDatabase().getConnection();
                var statement = owner.createStatement()) {
            statement.execute("CREATE ROLE alfred_app LOGIN");
        }
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static Connection application() throws SQLException {
        return DriverManager.getConnection(postgres.getJdbcUrl("alfred_app", "postgres"));
    }

    private static PriceRow price(long input, String version) {
        return new PriceRow(
                "vllm",
                "llama",
                "meta/llama",
                Optional.of(ModelKind.SPEECH),
                new ModelPrice(
                                input,
                                2,
                                3,
                                4,
                                5,
                                Optional.empty(),
                                new UnitPrices(6, 7, 8),
                                version)
                        .with(new AudioPrices(OptionalLong.empty(), OptionalLong.of(9))),
                8_000,
                1_000);
    }

    @Test
    void the_newest_price_applies_and_a_provider_has_one_row() throws SQLException {
        try (Connection connection = application()) {
            connection.setAutoCommit(false);
            CatalogSql.lock(connection, "vllm");
            CatalogSql.write(
                    connection, new ProviderRow("vllm", "http://a", Protocol.OPENAI, true));
            CatalogSql.write(
                    connection, new ProviderRow("vllm", "http://b", Protocol.OPENAI, false));
            CatalogSql.append(connection, price(10, ""));
            CatalogSql.append(connection, price(20, ""));
            connection.commit();
        }
        try (Connection connection = application()) {
            CatalogRows rows = CatalogSql.read(connection);
            assertThat(rows.providers())
                    .containsExactly(new ProviderRow("vllm", "http://b", Protocol.OPENAI, false));
            assertThat(rows.prices()).containsExactly(price(20, "operator-2"));
        }
    }
}

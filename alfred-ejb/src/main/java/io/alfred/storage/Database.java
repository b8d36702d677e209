package io.alfred.storage;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;

/**
 * The one data source of the application, {@code java:app/jdbc/alfred}.
 *
 * <p>Not XA: every transaction uses one connection. The time limits are PostgreSQL's own, because a
 * container transaction time-out can report a rolled-back transaction as done. A connection is
 * validated before use, since one killed backend would otherwise poison the pool.
 */
@Singleton
@DataSourceDefinition(
        name = "java:app/jdbc/alfred",
        className = "org.postgresql.ds.PGSimpleDataSource",
        url = "${MPCONFIG=alfred.db.url}",
        user = "${MPCONFIG=alfred.db.user}",
        password = "${MPCONFIG=alfred.db.password}",
        minPoolSize = 4,
        maxPoolSize = 32,
        transactional = true,
        properties = {
            "ApplicationName=alfred",
            "prepareThreshold=1",
            "binaryTransfer=true",
            "tcpKeepAlive=true",
            "connectTimeout=5",
            "socketTimeout=30",
            // EclipseLink binds an absent UUID as text; the server then takes the column's type
            "stringType=unspecified",
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname="
                    + "org.glassfish.api.jdbc.validation.PostgresConnectionValidation",
            "fish.payara.fail-all-connections=true",
            // The wrappers look every method up by reflection, for each value that is read
            "fish.payara.wrap-jdbc-objects=false",
            // A batch of the ledger would feel one more exchange with the database each time
            "fish.payara.validate-atmost-once-period-in-seconds=1",
            "fish.payara.init-sql=" + Database.SESSION_BOUNDS
        })
public class Database {
    /**
     * What bounds every statement, transaction and lock wait of a session; and that a statement is
     * planned once. Why: planning the statements of a ledger batch costs as much as running them.
     * So no statement may depend on its plan being made for its parameters.
     */
    static final String SESSION_BOUNDS =
            "SET statement_timeout = '10s'; SET transaction_timeout = '15s';"
                    + " SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '15s';"
                    + " SET jit = off; SET plan_cache_mode = force_generic_plan";

    /** JNDI name of the data source. */
    public static final String JNDI_NAME = "java:app/jdbc/alfred";
}

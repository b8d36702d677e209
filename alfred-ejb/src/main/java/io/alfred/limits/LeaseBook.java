package io.alfred.limits;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** The shared buckets: every trade is a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LeaseBook {
    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource database;

    /**
     * Carries out all orders of one process, or none.
     *
     * @param holder a start of a node
     * @throws AlfredException {@code OVERLOADED} when the database does not answer
     */
    public List<LeaseGrant> trade(UUID holder, List<LeaseOrder> orders) {
        try (Connection connection = database.getConnection()) {
            return LeaseSql.trade(connection, holder, orders);
        } catch (SQLException e) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the rate limits cannot be leased",
                    "try again in a few seconds",
                    e);
        }
    }
}

package io.alfred.limits;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * The limits themselves, changed inside the caller's transaction.
 *
 * <p>The caller audits the change in the same transaction. This process heeds it at once, others
 * within half a second.
 */
@Stateless
public class LimitStore {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Inject private Event<LimitsChanged> changed;

    /**
     * Which limits are asked for.
     *
     * @param holder only those of this user and its keys
     * @param after only those with a greater id
     */
    public record Filter(
            Optional<UUID> org,
            Optional<UUID> subject,
            Optional<UUID> holder,
            UUID after,
            int limit) {}

    /** Sets a limit in place of the one that its subject has for the same models. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public LimitView set(RateLimit limit) {
        try {
            LimitSql sql = new LimitSql(connection());
            UUID id = sql.set(limit);
            changed.fire(new LimitsChanged());
            return sql.find(id).orElseThrow();
        } catch (SQLException e) {
            throw failed("changed", e);
        }
    }

    /** Removes a limit with what is left of it. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void remove(UUID id) {
        try {
            if (new LimitSql(connection()).remove(id)) {
                changed.fire(new LimitsChanged());
            }
        } catch (SQLException e) {
            throw failed("removed", e);
        }
    }

    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Optional<LimitView> find(UUID id) {
        try (Connection own = dataSource.getConnection()) {
            return new LimitSql(own).find(id);
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    /** Limits in the order they were made. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<LimitView> list(Filter filter) {
        try (Connection own = dataSource.getConnection()) {
            return new LimitSql(own).list(filter);
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    /** All limits; the same object again when they still have its version. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public LimitRules read(LimitRules last) {
        try (Connection own = dataSource.getConnection()) {
            return new LimitSql(own).rules(last);
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    /** The entity manager's own connection: a second one would enlist a second resource. */
    private Connection connection() {
        return entities.unwrap(Connection.class);
    }

    private static IllegalStateException failed(String what, SQLException e) {
        return new IllegalStateException("the rate limits were not " + what, e);
    }
}

package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Rows turned into the columns that one {@code unnest(…)} takes, so that a statement writes any
 * number of rows in one round trip.
 */
final class UnnestRows {
    /** The column types the ledger needs, with the array element type of the driver. */
    enum Type {
        UUID("uuid"),
        INT8("int8"),
        TEXT("text"),
        BOOL("bool");

        private final String sqlName;

        Type(String sqlName) {
            this.sqlName = sqlName;
        }
    }

    private final List<Type> types;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    UnnestRows(Type... types) {
        this.types = List.of(types);
    }

    /** The SQL expression with its parameters, such as {@code unnest(?::uuid[], ?::int8[])}. */
    static String sql(Type... types) {
        StringBuilder sql = new StringBuilder("unnest(");
        for (int i = 0; i < types.length; i++) {
            sql.append(i == 0 ? "?::" : ", ?::").append(types[i].sqlName).append("[]");
        }
        return sql.append(')').toString();
    }

    void add(@Nullable Object... values) {
        if (values.length != types.size()) {
            throw new IllegalArgumentException(values.length + " values for " + types);
        }
        rows.add(values);
    }

    int size() {
        return rows.size();
    }

    /** The values of one row, in the order of the columns. */
    @Nullable Object[] row(int index) {
        return rows.get(index);
    }

    /**
     * Binds one array per column.
     *
     * @return the next free parameter
     */
    int bind(PreparedStatement statement, int at) throws SQLException {
        Connection connection = statement.getConnection();
        for (int column = 0; column < types.size(); column++) {
            Type type = types.get(column);
            @Nullable Object[] values =
                    switch (type) {
                        case UUID -> new @Nullable UUID[rows.size()];
                        case INT8 -> new @Nullable Long[rows.size()];
                        case TEXT -> new @Nullable String[rows.size()];
                        case BOOL -> new @Nullable Boolean[rows.size()];
                    };
            for (int row = 0; row < values.length; row++) {
                values[row] = element(rows.get(row)[column]);
            }
            statement.setArray(at + column, connection.createArrayOf(type.sqlName, values));
        }
        return at + types.size();
    }

    /** A value as an element of its column's array: lists as text, times in microseconds. */
    private static @Nullable Object element(@Nullable Object value) {
        return switch (value) {
            case List<?> list when list.isEmpty() -> null;
            case List<?> list -> arrayText(list);
            case Instant time -> ChronoUnit.MICROS.between(Instant.EPOCH, time);
            case null, default -> value;
        };
    }

    /** An array as text, because an array of arrays would be flattened by unnest. */
    static String arrayText(List<?> elements) {
        StringBuilder text = new StringBuilder("{");
        for (Object element : elements) {
            text.append(text.length() == 1 ? "" : ",").append(element);
        }
        return text.append('}').toString();
    }
}

package io.alfred.ear;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs what {@code alfred db init-sql} prints, where no {@code psql} is installed.
 *
 * <p>Knows only the parts of psql that the script uses and fails on any other.
 */
final class InitSql {
    private final String serverUrl;
    private final Map<String, String> variables;
    private Connection connection;

    private InitSql(String serverUrl, Map<String, String> variables) throws SQLException {
        this.serverUrl = serverUrl;
        this.variables = variables;
        this.connection = connect("postgres");
    }

    /**
     * @param serverUrl JDBC URL without a database, ending in a slash
     * @param variables what psql would take from the environment
     */
    static void run(Path script, String serverUrl, Map<String, String> variables)
            throws IOException, SQLException {
        InitSql run = new InitSql(serverUrl, variables);
        StringBuilder pending = new StringBuilder();
        for (String line : Files.readAllLines(script)) {
            run.line(line.strip(), pending);
        }
        run.connection.close();
        if (!pending.isEmpty()) {
            throw new IllegalStateException("the script ends within a statement: " + pending);
        }
    }

    private void line(String line, StringBuilder pending) throws SQLException {
        if (line.isEmpty() || line.startsWith("--") || line.matches("\\\\(set|getenv) .*")) {
            return;
        }
        if (line.startsWith("\\connect ")) {
            connection.close();
            connection = connect(line.substring("\\connect ".length()));
        } else if (line.endsWith("\\gexec")) {
            pending.append(line, 0, line.length() - "\\gexec".length());
            executeAll(select(take(pending)));
        } else if (line.startsWith("\\")) {
            throw new IllegalStateException("not understood here: " + line);
        } else {
            pending.append(line).append('\n');
            if (line.endsWith(";")) {
                executeAll(List.of(take(pending)));
            }
        }
    }

    private String take(StringBuilder pending) {
        String sql = pending.toString();
        pending.setLength(0);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String literal = "'" + variable.getValue().replace("'", "''") + "'";
            sql = sql.replace(":'" + variable.getKey() + "'", literal);
        }
        return sql;
    }

    private List<String> select(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private void executeAll(List<String> statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(serverUrl + database, "postgres", "");
    }
}

package io.alfred.cli.core;

/** How data is printed on stdout. */
public enum OutputFormat {
    TABLE,
    JSON,
    YAML,
    CSV
}

package io.alfred.cli.profile;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A file that keeps a token.
 *
 * @param content makes the file's text from the token
 */
public record TokenPlace(Path file, UnaryOperator<String> content) {}

package io.alfred.cli.http;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A path and query under the server's base address; every part is escaped here and only here. */
public record ApiPath(String path, String query) {
    /** Joins segments; a slash inside a segment is escaped. */
    public static ApiPath of(String... segments) {
        String path =
                Arrays.stream(segments)
                        .map(ApiPath::escape)
                        .collect(Collectors.joining("/", "/", ""));
        return new ApiPath(path, "");
    }

    /** Adds a query parameter unless its value is null. */
    public ApiPath with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        String pair = escape(name) + "=" + escape(value.toString());
        return new ApiPath(path, query.isEmpty() ? pair : query + "&" + pair);
    }

    URI under(URI base) {
        String root = base.toString();
        String trimmed = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        return URI.create(trimmed + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%7E", "~");
    }
}

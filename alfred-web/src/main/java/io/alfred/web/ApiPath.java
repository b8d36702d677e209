package io.alfred.web;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;

import java.util.Set;

/** The part of the server that a path belongs to; it decides the shape of errors. */
enum ApiPath {
    /** Administration: bearer with scope api, errors as problem details. */
    API,
    /** The proxy: errors in the OpenAI shape. */
    V1,
    /** Everything else. */
    OTHER;

    private static final Set<String> READING =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /**
     * Sorts a path.
     *
     * @param path relative to the application, with or without a leading slash
     */
    static ApiPath of(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        if (relative.equals("api") || relative.startsWith("api/")) {
            return API;
        }
        if (relative.equals("v1") || relative.startsWith("v1/")) {
            return V1;
        }
        return OTHER;
    }

    /** Whether the request is one of administration that may change something. */
    static boolean isChange(ContainerRequestContext request) {
        return !READING.contains(request.getMethod()) && of(request.getUriInfo().getPath()) == API;
    }
}

package io.alfred.web;

import io.alfred.catalog.ClientProtocol;
import io.alfred.catalog.Endpoint;
import io.alfred.kernel.AlfredException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Knows clients of Anthropic's protocol by their path and headers, and reads the latter. */
public final class AnthropicClient {
    /** The header that tells them the id of a request. */
    public static final String REQUEST_ID = "request-id";

    private static final String KEY = "x-api-key";
    private static final String VERSION = "anthropic-version";
    private static final String BETA = "anthropic-beta";
    private static final Pattern HARMLESS = Pattern.compile("[ -~]{1,1024}");

    private AnthropicClient() {}

    /** Whether a request is answered in Anthropic's shapes. */
    public static boolean asks(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return asks(path, request::getHeader);
    }

    /**
     * The same.
     *
     * @param path relative to the application, with or without a leading slash
     */
    static boolean asks(String path, Function<String, @Nullable String> header) {
        String below = "/" + (path.startsWith("/") ? path.substring(1) : path);
        if (!below.startsWith("/v1/")) {
            return false;
        }
        Optional<ClientProtocol> protocol =
                Arrays.stream(Endpoint.values())
                        .filter(endpoint -> below.equals("/v1" + endpoint.path()))
                        .map(Endpoint::protocol)
                        .findFirst();
        if (protocol.isPresent()) {
            return protocol.get() == ClientProtocol.ANTHROPIC;
        }
        return below.startsWith("/v1" + Endpoint.MESSAGES.path() + "/")
                || header.apply(VERSION) != null
                || header.apply(KEY) != null;
    }

    /**
     * The secret that a client of this protocol sends, in its own header or as a bearer.
     *
     * @throws AlfredException {@code INVALID_API_KEY} when there is none
     */
    public static String secretOf(HttpServletRequest request) {
        String key = request.getHeader(KEY);
        return key == null
                ? Bearer.secretOf(request.getHeader(HttpHeaders.AUTHORIZATION), KEY + ": KEY")
                : Bearer.secret(key, KEY);
    }

    /**
     * What a provider of this protocol has to know of the client's headers.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for anything but printable ASCII
     */
    public static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : new String[] {VERSION, BETA}) {
            String value = String.join(",", Collections.list(request.getHeaders(name)));
            if (!value.isEmpty()) {
                headers.put(name, require(name, value));
            }
        }
        return headers;
    }

    private static String require(String name, String value) {
        if (!HARMLESS.matcher(value).matches()) {
            throw AlfredException.invalid(
                    name,
                    "the header " + name + " is too long or holds more than printable ASCII",
                    "send it as Anthropic documents it");
        }
        return value;
    }
}

package io.alfred.providers.http;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

import java.util.Optional;

/**
 * The head of a response, and its body as it arrives.
 *
 * @param body to be read to its end or closed
 */
record UpstreamAnswer(HttpResponse head, ResponseChunks body) {
    int status() {
        return head.getCode();
    }

    /** The first header of a name, in any case. */
    Optional<String> header(String name) {
        Header header = head.getFirstHeader(name);
        return Optional.ofNullable(header).map(Header::getValue);
    }
}

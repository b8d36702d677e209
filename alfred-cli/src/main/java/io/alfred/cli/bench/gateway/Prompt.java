package io.alfred.cli.bench.gateway;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the load asks of the provider, written into the user's message.
 *
 * @param events of an answer in events; 0: a whole answer
 * @param pauseMs before each event
 */
record Prompt(int events, int pauseMs) {
    static final Prompt WHOLE = new Prompt(0, 0);

    private static final Pattern FORM = Pattern.compile("answer in (\\d+) events, (\\d+) ms apart");

    /** Of a request's body. */
    static Prompt in(String body) {
        Matcher found = FORM.matcher(body);
        return found.find()
                ? new Prompt(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)))
                : WHOLE;
    }

    /** The whole request as it goes over the wire. */
    byte[] request(URI base, String model, String key) {
        String body =
                "{\"model\":\""
                        + model
                        + "\",\"max_tokens\":64,\"stream\":"
                        + (events > 0)
                        + ",\"messages\":[{\"role\":\"system\",\"content\":\"You are terse.\"},"
                        + "{\"role\":\"user\",\"content\":\"Please answer in "
                        + events
                        + " events, "
                        + pauseMs
                        + " ms apart.\"}]}";
        String head =
                "POST "
                        + base.getPath()
                        + "/chat/completions HTTP/1.1\r\nHost: "
                        + base.getAuthority()
                        + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }
}

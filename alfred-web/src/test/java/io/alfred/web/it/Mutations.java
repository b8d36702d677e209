package io.alfred.web.it;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Texts that are nearly right: tokens replaced by ones that do not belong there, bytes damaged. */
final class Mutations {
    private static final Pattern JSON_TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*|true|false|null");
    private static final Pattern HEAD_TOKEN = Pattern.compile("[A-Za-z0-9-]+|[:;,/ ]|\r\n");

    private static final List<String> JSON_VALUES =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1.5",
                    "1e999999999",
                    "1e99999999999999",
                    "9223372036854775808",
                    "9".repeat(400),
                    "\"\"",
                    "\"auto\"",
                    "\"\\ud800\"",
                    "\"\\r\\nX-Injected: yes\"",
                    "[]",
                    "[null]",
                    "[[[[]]]]",
                    "{}",
                    "{\"type\":\"text\",\"text\":null}",
                    "[".repeat(900) + "]".repeat(900));
    private static final List<String> HEAD_VALUES =
            List.of(
                    "",
                    " ",
                    "\t",
                    "\u0000",
                    "\r",
                    "\n",
                    "\r\n",
                    "\r\n ",
                    ":",
                    ",",
                    "-1",
                    "0",
                    "99999999999",
                    "chunked",
                    "gzip",
                    "close",
                    "upgrade",
                    "\r\nTransfer-Encoding: chunked",
                    "\r\nContent-Length: 3",
                    "\r\nUpgrade: h2c",
                    "\r\nContent-Encoding: gzip",
                    "\r\nExpect: 100-continue",
                    "\r\nIdempotency-Key: k",
                    "\r\nIdempotency-Key: " + "k".repeat(300),
                    "\r\nX-Alfred-Tags: a=\u00ff",
                    "\r\nTraceparent: 00-zz",
                    "\r\nAuthorization: Bearer nobody",
                    "..",
                    "%",
                    "%00",
                    "?",
                    "\u00e9");

    private final SplittableRandom random;

    Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** One of these, as a rule not quite. */
    String json(List<String> seeds) {
        String text = mutated(seeds.get(random.nextInt(seeds.size())), JSON_TOKEN, JSON_VALUES);
        return random.nextInt(5) == 0 ? damaged(text) : text;
    }

    /** The head of a request, with the empty line that ends it, changed once or twice. */
    String head(String head) {
        return mutated(head, HEAD_TOKEN, HEAD_VALUES);
    }

    private String mutated(String seed, Pattern token, List<String> values) {
        String text = seed;
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            List<MatchResult> tokens = new ArrayList<>(token.matcher(text).results().toList());
            if (tokens.isEmpty()) {
                return text;
            }
            MatchResult at = tokens.get(random.nextInt(tokens.size()));
            text =
                    text.substring(0, at.start())
                            + values.get(random.nextInt(values.size()))
                            + text.substring(at.end());
        }
        return text;
    }

    private String damaged(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            default -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at);
        };
    }

    int nextInt(int bound) {
        return random.nextInt(bound);
    }
}

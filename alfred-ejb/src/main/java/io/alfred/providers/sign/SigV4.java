package io.alfred.providers.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in the header {@code Authorization}.
 *
 * <p>The path counts as it stands on the request line and is encoded once more, as every service
 * but S3 wants it: {@code %3A} is signed as {@code %253A}. Paths with {@code .}, {@code ..} or
 * empty segments are not normalised; Alfred sends none.
 *
 * @param region such as {@code eu-central-1}
 * @param service the name in the credential's scope, {@code bedrock} for Bedrock's runtime
 */
public record SigV4(String region, String service) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String MAC = "HmacSHA256";
    private static final String SCOPE_END = "aws4_request";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final int DATE_CHARS = 8;
    private static final HexFormat HEX = HexFormat.of();

    /**
     * What is signed.
     *
     * @param host as in the header {@code Host}, with its port unless it is the scheme's own
     * @param target the path and query of the request line
     * @param headers to be signed besides {@code Host} and the ones that signing adds; a proxy must
     *     not change them
     */
    public record Signed(
            String method, String host, String target, Map<String, String> headers, byte[] body) {
        public Signed {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The headers that are added to the request.
     *
     * @param now AWS refuses a time that is off by more than five minutes
     */
    public Map<String, String> headers(AwsCredential credential, Signed request, Instant now) {
        String time = TIME.format(now);
        Map<String, String> added = new TreeMap<>();
        added.put("X-Amz-Date", time);
        credential.sessionToken().ifPresent(token -> added.put("X-Amz-Security-Token", token));
        SortedMap<String, String> signed = canonicalHeaders(request, added);
        String names = String.join(";", signed.keySet());
        String scope = String.join("/", day(time), region, service, SCOPE_END);
        String toSign =
                String.join(
                        "\n", ALGORITHM, time, scope, sha256(bytes(canonical(request, signed))));
        byte[] signature = hmac(signingKey(credential, day(time)), toSign);
        added.put(
                "Authorization",
                ALGORITHM
                        + " Credential="
                        + credential.accessKeyId()
                        + "/"
                        + scope
                        + ", SignedHeaders="
                        + names
                        + ", Signature="
                        + HEX.formatHex(signature));
        return added;
    }

    private static String day(String time) {
        return time.substring(0, DATE_CHARS);
    }

    private static SortedMap<String, String> canonicalHeaders(
            Signed request, Map<String, String> added) {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("host", request.host());
        for (Map<String, String> some : Arrays.asList(request.headers(), added)) {
            some.forEach(
                    (name, value) ->
                            headers.put(
                                    name.toLowerCase(Locale.ROOT),
                                    value.strip().replaceAll("\\s+", " ")));
        }
        return headers;
    }

    private static String canonical(Signed request, SortedMap<String, String> headers) {
        int question = request.target().indexOf('?');
        String path = question < 0 ? request.target() : request.target().substring(0, question);
        String query = question < 0 ? "" : request.target().substring(question + 1);
        String lines =
                headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                PercentEncoding.encode(bytes(path), "/"),
                canonicalQuery(query),
                lines,
                String.join(";", headers.keySet()),
                sha256(request.body()));
    }

    private static String canonicalQuery(String query) {
        return query.isEmpty()
                ? ""
                : Arrays.stream(query.split("&"))
                        .filter(pair -> !pair.isEmpty())
                        .map(SigV4::canonicalPair)
                        .sorted(SigV4::byNameThenValue)
                        .map(pair -> pair[0] + "=" + pair[1])
                        .collect(Collectors.joining("&"));
    }

    private static String[] canonicalPair(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        return new String[] {
            PercentEncoding.encode(decoded(name), ""), PercentEncoding.encode(decoded(value), "")
        };
    }

    private static int byNameThenValue(String[] one, String[] other) {
        int names = one[0].compareTo(other[0]);
        return names == 0 ? one[1].compareTo(other[1]) : names;
    }

    private static byte[] decoded(String text) {
        byte[] from = bytes(text);
        byte[] to = new byte[from.length];
        int size = 0;
        for (int at = 0; at < from.length; at++) {
            boolean escape =
                    from[at] == '%'
                            && at + 2 < from.length
                            && HexFormat.isHexDigit(from[at + 1])
                            && HexFormat.isHexDigit(from[at + 2]);
            if (escape) {
                to[size++] =
                        (byte)
                                ((HexFormat.fromHexDigit(from[at + 1]) << 4)
                                        | HexFormat.fromHexDigit(from[at + 2]));
                at += 2;
            } else {
                to[size++] = from[at];
            }
        }
        return Arrays.copyOf(to, size);
    }

    private byte[] signingKey(AwsCredential credential, String day) {
        byte[] ofDay = hmac(bytes("AWS4" + credential.secretAccessKey()), day);
        return hmac(hmac(hmac(ofDay, region), service), SCOPE_END);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is missing in this Java runtime", e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

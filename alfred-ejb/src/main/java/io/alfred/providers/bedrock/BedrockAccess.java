package io.alfred.providers.bedrock;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.providers.sign.AwsCredential;
import io.alfred.providers.sign.SigV4;
import io.alfred.secrets.Secret;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers that let a request in: a signature of an AWS access key, or a Bedrock API key as it
 * is. The secret's text tells which: an access key is stored as a JSON object.
 */
public final class BedrockAccess {
    private static final String SERVICE = "bedrock";

    /** Public, FIPS and private (VPC) hosts all have the region after the service's name. */
    private static final Pattern HOST =
            Pattern.compile("(?:.*\\.)?bedrock-runtime(?:-fips)?\\.([a-z0-9-]+)\\..+");

    private BedrockAccess() {}

    /**
     * The headers to be added.
     *
     * @param uri where the request goes, encoded as it is sent
     * @param contentType signed, so it must go out as given here
     * @throws AlfredException {@code PROVIDER_UNAVAILABLE} when the secret or the host cannot be
     *     used
     */
    public static Map<String, String> headers(
            Secret secret, URI uri, String contentType, byte[] body, Instant now) {
        if (!AwsCredential.isIn(secret)) {
            return Map.of("Authorization", "Bearer " + secret.reveal().strip());
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        SigV4.Signed signed =
                new SigV4.Signed(
                        "POST",
                        uri.getRawAuthority(),
                        uri.getRawPath() + query,
                        Map.of("content-type", contentType),
                        body);
        return new SigV4(region(uri), SERVICE).headers(AwsCredential.read(secret), signed, now);
    }

    /** The region in the host's name. */
    static String region(URI uri) {
        Matcher host = HOST.matcher(uri.getHost() == null ? "" : uri.getHost());
        if (host.matches()) {
            return host.group(1);
        }
        throw new AlfredException(
                ErrorCode.PROVIDER_UNAVAILABLE,
                "the provider's base URL does not name an AWS region",
                "set it to https://bedrock-runtime.{region}.amazonaws.com, or use a Bedrock API"
                        + " key, which needs no region");
    }
}

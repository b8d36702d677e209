package io.alfred.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.secrets.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

class BedrockAccessTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Secret KEYS =
            new Secret("{\"access_key_id\":\"AKID1\",\"secret_access_key\":\"hush\"}");

    private static Map<String, String> headers(Secret secret, String uri) {
        return BedrockAccess.headers(
                secret, URI.create(uri), "application/json", new byte[] {'{', '}'}, NOW);
    }

    @Test
    void an_access_key_signs_for_the_region_of_the_host() {
        Map<String, String> headers =
                headers(
                        KEYS,
                        "https://bedrock-runtime.eu-west-1.amazonaws.com/model/a%3A0/converse");
        assertThat(headers.get("Authorization"))
                .startsWith(
                        "AWS4-HMAC-SHA256 Credential=AKID1/20260301/eu-west-1/bedrock/aws4_request,"
                                + " SignedHeaders=content-type;host;x-amz-date, Signature=")
                .doesNotContain("hush");
    }

    @Test
    void an_api_key_goes_out_as_it_is_whatever_the_host() {
        assertThat(headers(new Secret("absk-1\n"), "https://proxy.test/model/a/converse"))
                .isEqualTo(Map.of("Authorization", "Bearer absk-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://bedrock-runtime.us-east-1.amazonaws.com, us-east-1",
        "https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com, us-gov-west-1",
        "https://bedrock-runtime.cn-north-1.amazonaws.com.cn, cn-north-1",
        "https://vpce-1-a.bedrock-runtime.eu-central-1.vpce.amazonaws.com/, eu-central-1",
    })
    void the_region_is_in_the_hosts_name(String uri, String region) {
        assertThat(BedrockAccess.region(URI.create(uri))).isEqualTo(region);
    }

    @Test
    void an_access_key_needs_a_region() {
        assertThatThrownBy(() -> headers(KEYS, "https://proxy.test/model/a/converse"))
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining("region");
    }
}

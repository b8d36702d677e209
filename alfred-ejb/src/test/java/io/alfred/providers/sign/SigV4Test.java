package io.alfred.providers.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.secrets.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Against the signatures of AWS's published test suite. */
class SigV4Test {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final String HOST = "example.amazonaws.com";
    private static final SigV4 SIGNER = new SigV4("us-east-1", "service");
    private static final AwsCredential CREDENTIAL = credential(Optional.empty());

    private static AwsCredential credential(Optional<String> token) {
        return AwsCredential.read(
                new Secret(
                        "{\"access_key_id\":\"AKIDEXAMPLE\",\"secret_access_key\":"
                                + "\"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\""
                                + token.map(text -> ",\"session_token\":\"" + text + "\"")
                                        .orElse("")
                                + "}"));
    }

    private static Map<String, String> sign(
            AwsCredential credential,
            String method,
            String target,
            Map<String, String> headers,
            String body) {
        return SIGNER.headers(
                credential,
                new SigV4.Signed(
                        method, HOST, target, headers, body.getBytes(StandardCharsets.UTF_8)),
                TIME);
    }

    private static String signature(Map<String, String> headers) {
        String authorization = headers.getOrDefault("Authorization", "");
        return authorization.substring(authorization.indexOf("Signature=") + 10);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST, /, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET, /ሴ, 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "GET, /example space/,"
                + " 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
        "GET, /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz,"
                + " 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "GET, /?Param1=value1,"
                + " a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        "GET, /?Param2=value2&Param1=value1,"
                + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "GET, /?ሴ=bar, 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        "GET, /?%E1%88%B4=bar,"
                + " 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
    })
    void targets_are_signed_as_published(String method, String target, String signature) {
        assertThat(signature(sign(CREDENTIAL, method, target, Map.of(), ""))).isEqualTo(signature);
    }

    @Test
    void the_header_names_scope_and_signed_headers() {
        assertThat(sign(CREDENTIAL, "GET", "/", Map.of(), ""))
                .isEqualTo(
                        Map.of(
                                "X-Amz-Date",
                                "20150830T123600Z",
                                "Authorization",
                                "AWS4-HMAC-SHA256"
                                    + " Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                    + " SignedHeaders=host;x-amz-date, Signature="
                                    + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));
    }

    @Test
    void a_session_token_is_sent_and_signed() {
        String token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
        Map<String, String> headers =
                sign(credential(Optional.of(token)), "GET", "/", Map.of(), "");
        assertThat(headers).containsEntry("X-Amz-Security-Token", token);
        assertThat(signature(headers))
                .isEqualTo("07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
    }

    @Test
    void values_of_headers_are_trimmed_and_their_spaces_folded() {
        Map<String, String> given = Map.of("My-Header1", " value1", "My-Header2", " \"a   b   c\"");
        assertThat(signature(sign(CREDENTIAL, "GET", "/", given, "")))
                .isEqualTo("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    }

    @Test
    void a_body_is_signed() {
        Map<String, String> given =
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Content-Length",
                        "13",
                        "x-amz-content-sha256",
                        "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e");
        assertThat(signature(sign(CREDENTIAL, "POST", "/", given, "Param1=value1")))
                .isEqualTo("d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");
        assertThat(signature(sign(CREDENTIAL, "POST", "/", given, "Param1=value2")))
                .isNotEqualTo("d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");
    }

    @Test
    void no_text_of_the_credential_but_its_id_and_token_goes_out() {
        Map<String, String> headers =
                sign(credential(Optional.of("TOKEN")), "POST", "/", Map.of(), "{}");
        assertThat(headers.toString()).doesNotContain("wJalrXUtnFEMI");
    }
}

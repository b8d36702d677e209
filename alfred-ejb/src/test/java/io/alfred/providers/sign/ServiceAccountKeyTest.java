package io.alfred.providers.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.secrets.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;

class ServiceAccountKeyTest {
    private static final TestKey KEY = TestKey.ofBits(2_048);
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";

    private static GoogleServiceAccount account(String json) {
        return GoogleServiceAccount.of(
                new Secret(json),
                GoogleServiceAccount.CLOUD_PLATFORM,
                (uri, form) -> new TokenAnswer(500, new byte[0]),
                InstantSource.system());
    }

    private static void refused(String json, String because) {
        AlfredException refusal = catchThrowableOfType(AlfredException.class, () -> account(json));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal.param()).contains("key");
        assertThat(refusal).hasMessageContaining(because).hasNoCause();
        StringWriter trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        assertThat(trace + refusal.fix()).doesNotContain("MII", "PRIVATE KEY", TestKey.EMAIL);
    }

    @Test
    void a_key_as_google_makes_it_is_taken() {
        ServiceAccountKey key = ServiceAccountKey.parse(KEY.json(GOOGLE), uri -> true);
        assertThat(key.clientEmail()).isEqualTo(TestKey.EMAIL);
        assertThat(key.keyId()).contains("key-7");
        assertThat(key.privateKey()).isEqualTo(KEY.pair().getPrivate());
    }

    @Test
    void neither_key_nor_owner_shows_in_a_text() {
        String shown =
                account(KEY.file(GOOGLE).toString())
                        + " "
                        + ServiceAccountKey.parse(KEY.json(GOOGLE), uri -> true);
        assertThat(shown).isEqualTo("GoogleServiceAccount[***] ServiceAccountKey[***]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://oauth2.googleapis.com/token",
                "https://googleapis.com/token",
                "https://sts.GOOGLEAPIS.com:443/x"
            })
    void tokens_are_asked_for_at_google(String uri) {
        assertThat(account(KEY.file(uri).toString())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://oauth2.googleapis.com/token",
                "https://evilgoogleapis.com/token",
                "https://googleapis.com.evil.example/token",
                "https://oauth2.googleapis.com@evil.example/token",
                "https://user@oauth2.googleapis.com/token",
                "https://oauth2.googleapis.com:8443/token",
                "https://evil.example/.googleapis.com",
                "https:oauth2.googleapis.com",
                "//oauth2.googleapis.com/token",
            })
    void and_nowhere_else(String uri) {
        refused(KEY.file(uri).toString(), "token_uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_email", "private_key", "token_uri", "type"})
    void nothing_needed_may_be_missing(String name) {
        ObjectNode file = KEY.file(GOOGLE);
        file.remove(name);
        refused(file.toString(), name);
        refused(KEY.file(GOOGLE).put(name, 7).toString(), name);
        refused(KEY.file(GOOGLE).put(name, " ").toString(), name);
    }

    @Test
    void a_file_that_is_no_key_is_refused() {
        refused("not json", "is not one JSON object");
        refused("[]", "is not one JSON object");
        refused(
                KEY.file(GOOGLE).put("type", "authorized_user").toString(),
                "is not of type \"service_account\"");
        refused(KEY.file(GOOGLE).put("token_uri", "not an address").toString(), "no address");
        refused(
                KEY.file(GOOGLE)
                        .put("private_key", KEY.pem().replace("PRIVATE", "RSA PRIVATE"))
                        .toString(),
                "PKCS #8");
        refused(
                KEY.file(GOOGLE).put("private_key", KEY.pem().replace("MII", "MIJ")).toString(),
                "RSA key");
    }

    @Test
    void a_short_key_is_refused() {
        refused(TestKey.ofBits(1_024).file(GOOGLE).toString(), "2048 bits");
    }
}

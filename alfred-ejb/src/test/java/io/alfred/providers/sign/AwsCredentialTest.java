package io.alfred.providers.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.secrets.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsCredentialTest {
    @Test
    void it_is_read_from_one_secret_and_prints_nothing() {
        AwsCredential read =
                AwsCredential.read(
                        new Secret(
                                " {\"access_key_id\":\"AKID1\",\"secret_access_key\":\"hush\","
                                        + "\"session_token\":null}"));
        assertThat(read.accessKeyId()).isEqualTo("AKID1");
        assertThat(read.secretAccessKey()).isEqualTo("hush");
        assertThat(read.sessionToken()).isEmpty();
        assertThat(read).hasToString("***");
    }

    @Test
    void a_key_that_is_sent_as_it_is_is_told_apart() {
        assertThat(AwsCredential.isIn(new Secret("bedrock-api-key-x"))).isFalse();
        assertThat(AwsCredential.isIn(new Secret("\n{}"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "hush",
                "{\"hush\":1}",
                "{\"hush\":1,\"hush\":2}",
                "{\"access_key_id\":\"hush\"}",
                "{\"access_key_id\":\"hush\",\"secret_access_key\":\"\"}",
                "{\"access_key_id\":\"hush\",\"secret_access_key\":7}",
                "{\"access_key_id\":\"hush\\n\\nX: y\",\"secret_access_key\":\"hush\"}",
                "{\"access_key_id\":\"a\",\"secret_access_key\":\"hush\",\"session_token\":\"\"}",
                "{\"access_key_id\":\"a\",\"secret_access_key\":\"hush\",\"hush\":\"x\"}",
            })
    void what_cannot_be_used_is_refused_without_quoting_it(String text) {
        AlfredException refused =
                catchThrowableOfType(
                        AlfredException.class, () -> AwsCredential.read(new Secret(text)));
        assertThat(refused.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
        assertThat(refused.message() + refused.fix() + refused.getCause() + refused.param())
                .doesNotContain("hush");
    }
}

package io.alfred.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicClientTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/messages,'',true",
        "v1/messages/count_tokens,'',true",
        "/v1/messages/batches,'',true",
        "/v1/messagesx,'',false",
        "/v1/models,'',false",
        "/v1/models,anthropic-version,true",
        "/v1/models,x-api-key,true",
        "/v1/files,anthropic-version,true",
        "/v1/chat/completions,x-api-key,false",
        "/api/orgs,x-api-key,false",
        "'',anthropic-version,false",
    })
    void path_and_headers_tell_who_asks(String path, String sent, boolean anthropic) {
        assertThat(AnthropicClient.asks(path, name -> name.equals(sent) ? "x" : null))
                .isEqualTo(anthropic);
    }
}

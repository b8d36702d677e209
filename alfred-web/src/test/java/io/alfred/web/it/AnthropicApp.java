package io.alfred.web.it;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/** An application with the official Anthropic SDK, and what such applications ask for. */
final class AnthropicApp implements AutoCloseable {
    private final AnthropicClient sdk;

    private AnthropicApp(AnthropicClient sdk) {
        this.sdk = sdk;
    }

    static AnthropicApp of(Tenant tenant) {
        return new AnthropicApp(
                AnthropicOkHttpClient.builder()
                        .baseUrl(Installation.current().url().toString())
                        .apiKey(tenant.secret())
                        .build());
    }

    /** A question, with an answer of 100 tokens at most. */
    static MessageCreateParams.Builder asking(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessage("Say hello.");
    }

    /** A question about a picture that is in the request itself. */
    static MessageCreateParams.Builder askingAboutPicture(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessageOfContentBlockParams(
                        List.of(
                                ContentBlockParam.ofText("What is this?"),
                                ContentBlockParam.ofImage(
                                        Base64ImageSource.builder()
                                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                                .data(OpenAiApp.PICTURE)
                                                .build())));
    }

    /** A function of one argument, {@code city}. */
    static Tool weather() {
        return Tool.builder()
                .name("weather")
                .description("The weather now")
                .inputSchema(
                        Tool.InputSchema.builder()
                                .properties(
                                        Tool.InputSchema.Properties.builder()
                                                .putAdditionalProperty("city", string())
                                                .build())
                                .addRequired("city")
                                .build())
                .build();
    }

    private static JsonValue string() {
        return JsonValue.from(Map.of("type", "string"));
    }

    /** An answer that has to be a JSON object with a {@code city}. */
    static OutputConfig citySchema() {
        return OutputConfig.builder()
                .format(
                        JsonOutputFormat.builder()
                                .schema(
                                        JsonOutputFormat.Schema.builder()
                                                .putAdditionalProperty(
                                                        "type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties",
                                                        JsonValue.from(
                                                                Map.of(
                                                                        "city",
                                                                        Map.of("type", "string"))))
                                                .build())
                                .build())
                .build();
    }

    static ContentBlockParam result(String callId, String text) {
        return ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder().toolUseId(callId).content(text).build());
    }

    static ContentBlockParam failedResult(String callId, String text) {
        return ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder()
                        .toolUseId(callId)
                        .content(text)
                        .isError(true)
                        .build());
    }

    Message whole(MessageCreateParams.Builder params) {
        return sdk.messages().create(params.build());
    }

    /** The same in a stream, put together by the SDK. */
    Message streamed(MessageCreateParams.Builder params) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                sdk.messages().createStreaming(params.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    /** How the SDK tells that a call failed. */
    <T extends AnthropicServiceException> T failure(
            Class<T> type, MessageCreateParams.Builder params) {
        return catchThrowableOfType(type, () -> whole(params));
    }

    <T extends AnthropicServiceException> T streamFailure(
            Class<T> type, MessageCreateParams.Builder params) {
        return catchThrowableOfType(type, () -> streamed(params));
    }

    <T extends AnthropicServiceException> T countFailure(Class<T> type, String model) {
        return catchThrowableOfType(type, () -> counted(model));
    }

    /** How many tokens a question with a tool has. */
    long counted(String model) {
        return sdk.messages()
                .countTokens(
                        MessageCountTokensParams.builder()
                                .model(model)
                                .system("Be brief.")
                                .addUserMessage("Say hello.")
                                .addTool(weather())
                                .build())
                .inputTokens();
    }

    /** All texts of an answer, one after the other. */
    static String text(Message answer) {
        StringBuilder text = new StringBuilder();
        answer.content().stream()
                .flatMap(block -> block.text().stream())
                .forEach(block -> text.append(block.text()));
        return text.toString();
    }

    static List<ToolUseBlock> calls(Message answer) {
        return answer.content().stream()
                .filter(ContentBlock::isToolUse)
                .map(ContentBlock::asToolUse)
                .toList();
    }

    static JsonNode input(ToolUseBlock call) {
        return call._input().convert(JsonNode.class);
    }

    @Override
    public void close() {
        sdk.close();
    }
}

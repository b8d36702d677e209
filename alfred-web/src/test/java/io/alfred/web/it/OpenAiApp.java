package io.alfred.web.it;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;

import java.util.List;
import java.util.Map;

/** An application with the official OpenAI SDK, and what such applications ask for. */
final class OpenAiApp implements AutoCloseable {
    /** Of a picture; no test looks at it. */
    static final String PICTURE = "iVBORw0KGgo=";

    private final OpenAIClient sdk;

    private OpenAiApp(OpenAIClient sdk) {
        this.sdk = sdk;
    }

    static OpenAiApp of(Tenant tenant) {
        return new OpenAiApp(
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build());
    }

    /** A question, with an answer of 100 tokens at most. */
    static ChatCompletionCreateParams.Builder asking(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Say hello.")
                .maxCompletionTokens(100);
    }

    /** The SDK still has the field, but discourages from it. */
    static ChatCompletionCreateParams.Builder seeded(String model, long seed) {
        return asking(model).putAdditionalBodyProperty("seed", JsonValue.from(seed));
    }

    /** A question about a picture that is in the request itself. */
    static ChatCompletionCreateParams.Builder asking(
            String model, ChatCompletionContentPartImage.ImageUrl.Detail detail) {
        return asking(
                model,
                ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64," + PICTURE)
                        .detail(detail)
                        .build());
    }

    static ChatCompletionCreateParams.Builder asking(
            String model, ChatCompletionContentPartImage.ImageUrl image) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .maxCompletionTokens(100)
                .addUserMessageOfArrayOfContentParts(
                        List.of(
                                ChatCompletionContentPart.ofText(
                                        ChatCompletionContentPartText.builder()
                                                .text("What is this?")
                                                .build()),
                                ChatCompletionContentPart.ofImageUrl(
                                        ChatCompletionContentPartImage.builder()
                                                .imageUrl(image)
                                                .build())));
    }

    /** A function of one argument, {@code city}. */
    static FunctionDefinition weather() {
        return FunctionDefinition.builder()
                .name("weather")
                .description("The weather now")
                .parameters(
                        FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(city()))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                .build();
    }

    private static Map<String, Object> city() {
        return Map.of("city", Map.of("type", "string"));
    }

    /** An answer that has to be a JSON object with a {@code city}. */
    static ResponseFormatJsonSchema citySchema() {
        return ResponseFormatJsonSchema.builder()
                .jsonSchema(
                        ResponseFormatJsonSchema.JsonSchema.builder()
                                .name("place")
                                .strict(true)
                                .schema(
                                        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                                .putAdditionalProperty(
                                                        "type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties", JsonValue.from(city()))
                                                .build())
                                .build())
                .build();
    }

    static ChatCompletionToolMessageParam result(String callId, String text) {
        return ChatCompletionToolMessageParam.builder().toolCallId(callId).content(text).build();
    }

    ChatCompletion whole(ChatCompletionCreateParams.Builder params) {
        return sdk.chat().completions().create(params.build());
    }

    /** The same in a stream, put together by the SDK, its usage included. */
    ChatCompletion streamed(ChatCompletionCreateParams.Builder params) {
        ChatCompletionCreateParams asked =
                params.streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(asked)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    /** How the SDK tells that a call failed. */
    <T extends OpenAIServiceException> T failure(
            Class<T> type, ChatCompletionCreateParams.Builder params) {
        return catchThrowableOfType(type, () -> whole(params));
    }

    <T extends OpenAIServiceException> T streamFailure(
            Class<T> type, ChatCompletionCreateParams.Builder params) {
        return catchThrowableOfType(type, () -> streamed(params));
    }

    CreateEmbeddingResponse embedded(EmbeddingCreateParams params) {
        return sdk.embeddings().create(params);
    }

    <T extends OpenAIServiceException> T failure(Class<T> type, EmbeddingCreateParams params) {
        return catchThrowableOfType(type, () -> embedded(params));
    }

    static String text(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElse("");
    }

    static ChatCompletion.Choice.FinishReason finish(ChatCompletion answer) {
        return answer.choices().get(0).finishReason();
    }

    static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return answer.choices().get(0).message().toolCalls().orElse(List.of()).stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
    }

    /** The reasoning as far as it is shown, for which the SDK has no member. */
    static String reasoning(ChatCompletion answer) {
        return String.valueOf(
                answer.choices().get(0).message()._allProperties().get("reasoning_content"));
    }

    @Override
    public void close() {
        sdk.close();
    }
}

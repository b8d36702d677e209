package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseTextConfig;

import java.util.List;
import java.util.Map;

/** What tests of responses say with the official OpenAI SDK, and how they read its answers. */
final class SdkResponses {
    private SdkResponses() {}

    /** A message of the user with words and a picture. */
    static ResponseInputItem shown() {
        return ResponseInputItem.ofEasyInputMessage(
                EasyInputMessage.builder()
                        .role(EasyInputMessage.Role.USER)
                        .contentOfResponseInputMessageContentList(List.of(words(), picture()))
                        .build());
    }

    static String text(Response response) {
        StringBuilder text = new StringBuilder();
        response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .forEach(part -> text.append(part.text()));
        return text.toString();
    }

    static List<ResponseFunctionToolCall> calls(Response response) {
        return response.output().stream().flatMap(item -> item.functionCall().stream()).toList();
    }

    static FunctionTool weather() {
        return FunctionTool.builder()
                .name("weather")
                .description("Tells the weather of a city.")
                .strict(false)
                .parameters(
                        FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                .build();
    }

    static ResponseInputItem user(String text) {
        return ResponseInputItem.ofEasyInputMessage(
                EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(text).build());
    }

    static ResponseInputItem result(String callId, String output) {
        return ResponseInputItem.ofFunctionCallOutput(
                ResponseInputItem.FunctionCallOutput.builder()
                        .callId(callId)
                        .output(output)
                        .build());
    }

    private static ResponseInputContent words() {
        return ResponseInputContent.ofInputText(
                ResponseInputText.builder().text("What is this?").build());
    }

    private static ResponseInputContent picture() {
        return ResponseInputContent.ofInputImage(
                ResponseInputImage.builder()
                        .detail(ResponseInputImage.Detail.AUTO)
                        .imageUrl(TranslatedTest.PIXEL_URL)
                        .build());
    }

    static ResponseTextConfig placeFormat() {
        return ResponseTextConfig.builder()
                .format(
                        ResponseFormatTextJsonSchemaConfig.builder()
                                .name("place")
                                .strict(true)
                                .schema(
                                        ResponseFormatTextJsonSchemaConfig.Schema.builder()
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

    static List<JsonNode> events(AlfredClient.Answer answer) {
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.parse(line.substring("data: ".length())))
                .toList();
    }
}

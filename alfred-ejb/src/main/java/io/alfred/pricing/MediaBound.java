package io.alfred.pricing;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.ErrorCode;

import java.util.Map;
import java.util.Set;

/**
 * What a request for images, speech or a transcription can be billed for at most.
 *
 * @param promptTokens exact for text in a known vocabulary
 * @param output most output tokens; for images the choices are the images
 * @param units exact where the request tells them, else at most
 */
record MediaBound(long promptTokens, OutputBound output, BilledUnits units) {
    /** Most images one request can ask for. */
    static final int IMAGES_MAX = 10;

    /** Tokens of each unfinished image that a stream shows (OpenAI, guide Image generation). */
    static final int PARTIAL_IMAGE_TOKENS = 100;

    /** Most unfinished images of a stream. */
    static final int PARTIAL_IMAGES_MAX = 3;

    /**
     * Bytes of a second of speech at the lowest rate that any accepted format encodes steadily:
     * Opus at 6 kbit/s (RFC 6716, section 2.1.1).
     */
    static final int AUDIO_BYTES_PER_SECOND_MIN = 750;

    /** What the model puts around a text. */
    private static final int TEXT_TOKENS_MARGIN = 16;

    private static final Set<String> IMAGE_SETTINGS =
            Set.of(
                    "model",
                    "prompt",
                    "n",
                    "size",
                    "quality",
                    "style",
                    "background",
                    "moderation",
                    "output_format",
                    "output_compression",
                    "response_format",
                    "partial_images",
                    "stream",
                    "user");
    private static final Set<String> SPEECH_SETTINGS =
            Set.of("model", "input", "voice", "response_format", "speed", "stream_format");

    /**
     * Every image at the most tokens one can take; {@code size} and {@code quality} may lower it.
     */
    static MediaBound images(Model model, ModelPrice price, RequestFields request) {
        String prompt = required(request, "prompt", "describe the image");
        request.requireBoolean("stream");
        long images = request.positive("n").orElse(1);
        if (images > IMAGES_MAX) {
            throw RequestFields.wrong("n", "is above " + IMAGES_MAX, "ask for fewer images");
        }
        boolean streamed = request.find("stream").map(node -> node.booleanValue()).orElse(false);
        if (streamed && images > 1) {
            throw RequestFields.wrong(
                    "n", "is above 1 in a stream", "stream one image, or leave out stream");
        }
        long perImage = 0;
        if (price.output() > 0) {
            requireOutputBound(model);
            perImage = model.maxOutputTokens() + partialImages(request) * PARTIAL_IMAGE_TOKENS;
        }
        long tokens = prompt(model, prompt) + others(model, request, IMAGE_SETTINGS);
        return new MediaBound(
                tokens,
                new OutputBound(perImage, (int) images),
                BilledUnits.images(images).atMost());
    }

    private static long partialImages(RequestFields request) {
        JsonNode partial = request.object().path("partial_images");
        if (partial.isMissingNode() || partial.isNull()) {
            return 0;
        }
        if (!partial.isIntegralNumber()
                || !partial.canConvertToInt()
                || partial.intValue() < 0
                || partial.intValue() > PARTIAL_IMAGES_MAX) {
            throw RequestFields.wrong(
                    "partial_images",
                    "is not between 0 and " + PARTIAL_IMAGES_MAX,
                    "send a whole number");
        }
        return partial.intValue();
    }

    /** The characters of {@code input} are exact; so a price by character is known beforehand. */
    static MediaBound speech(Model model, ModelPrice price, RequestFields request) {
        String input = required(request, "input", "send the text to read aloud");
        long perCall = 0;
        if (price.output() > 0) {
            boolean tellsUsage = request.text("stream_format").filter("sse"::equals).isPresent();
            if (!tellsUsage) {
                throw RequestFields.wrong(
                        "stream_format",
                        "is not sse, and audio alone does not tell the tokens that this model is"
                                + " priced by",
                        "send \"stream_format\": \"sse\", or price the model by character: alfred"
                                + " model set-price "
                                + model.id()
                                + " --kind speech --character-price …");
            }
            requireOutputBound(model);
            perCall = model.maxOutputTokens();
        }
        long tokens =
                price.countsTokens()
                        ? prompt(model, input) + others(model, request, SPEECH_SETTINGS)
                        : 0;
        long characters = input.codePointCount(0, input.length());
        return new MediaBound(
                tokens, new OutputBound(perCall, 1), BilledUnits.characters(characters));
    }

    /**
     * As much audio as the file can hold at the lowest plausible rate; what a price by tokens
     * counts is the model's context.
     */
    static MediaBound transcription(Model model, ModelPrice price, RequestFields request) {
        long bytes =
                request.find("file")
                        .filter(JsonNode::isObject)
                        .map(file -> file.path("bytes").longValue())
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                "file",
                                                "is missing",
                                                "send the audio as a part with a file name"));
        long prompt = 0;
        long output = 0;
        if (price.countsTokens()) {
            requireOutputBound(model);
            if (model.contextTokens() == 0) {
                throw noBound(model, "--context-tokens");
            }
            prompt = model.contextTokens();
            output = model.maxOutputTokens();
        }
        long seconds = Math.max(1, Math.ceilDiv(bytes, AUDIO_BYTES_PER_SECOND_MIN));
        return new MediaBound(
                prompt, new OutputBound(output, 1), BilledUnits.audio(seconds).atMost());
    }

    private static void requireOutputBound(Model model) {
        if (model.maxOutputTokens() == 0) {
            throw noBound(model, "--max-output-tokens");
        }
    }

    private static AlfredException noBound(Model model, String option) {
        return new AlfredException(
                        ErrorCode.MODEL_NOT_PRICED,
                        "model \""
                                + model.id()
                                + "\" is priced by tokens, and nobody has told how many a call can"
                                + " take",
                        "price it again with " + option)
                .at("model");
    }

    private static String required(RequestFields request, String name, String fix) {
        return request.text(name).orElseThrow(() -> RequestFields.wrong(name, "is missing", fix));
    }

    private static long prompt(Model model, String text) {
        return TEXT_TOKENS_MARGIN + TokenCounter.count(model.vocabulary(), text);
    }

    /** Fields that Alfred does not know and that may reach the model as text. */
    private static long others(Model model, RequestFields request, Set<String> settings) {
        long tokens = 0;
        for (Map.Entry<String, JsonNode> field : request.object().properties()) {
            JsonNode value = field.getValue();
            if (!settings.contains(field.getKey())
                    && (value.isContainerNode() || value.isTextual())) {
                tokens += PromptCount.json(model, value);
            }
        }
        return tokens;
    }
}

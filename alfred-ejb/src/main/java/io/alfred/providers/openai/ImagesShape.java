package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.http.AnswerFacts;
import io.alfred.providers.http.AnswerJson;
import io.alfred.providers.http.AnswerShape;
import io.alfred.providers.http.StreamWatch;

import java.util.Optional;

/** Images: their number is counted, their bytes are not looked at. */
final class ImagesShape implements AnswerShape {
    private static final int BYTES_MAX = 64 * 1024 * 1024;

    @Override
    public Optional<AnswerFacts> read(byte[] body, String contentType) {
        return AnswerJson.outline(body)
                .filter(this::fits)
                .map(
                        answer ->
                                new AnswerFacts(
                                        usage(answer),
                                        Optional.of(
                                                BilledUnits.images(
                                                        answer.path(AnswerJson.DATA).size())),
                                        ""));
    }

    @Override
    public int bytesMax() {
        return BYTES_MAX;
    }

    @Override
    public boolean fits(JsonNode answer) {
        return answer.path(AnswerJson.DATA).isArray();
    }

    @Override
    public Optional<TokenUsage> usage(JsonNode answer) {
        return MediaUsage.ofInputAndOutput(answer);
    }

    @Override
    public String text(JsonNode answer) {
        return "";
    }

    @Override
    public StreamWatch watch(ProviderCall call, boolean hideUsage) {
        return new MediaWatch("image_generation.completed", call.key());
    }

    @Override
    public boolean usageOnRequest() {
        return false;
    }
}

package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.http.StreamWatch;
import io.alfred.providers.wires.ServedTier;
import io.alfred.providers.wires.responses.ResponsesUsage;
import io.alfred.secrets.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Watches the events of a streamed response.
 *
 * <p>What is written comes in events whose type ends with {@code .delta}. {@code
 * response.completed}, {@code response.incomplete} and {@code response.failed} end the stream and
 * hold the whole response with its usage; {@code error} may stand before them or alone.
 */
final class ResponsesWatch implements StreamWatch {
    private static final String FAILED = "response.failed";

    /** Sound in base64, whose length says nothing about tokens. */
    private static final String SOUND = "response.audio.delta";

    private final Optional<Secret> key;
    private final StringBuilder produced = new StringBuilder();
    private Optional<TokenUsage> usage = Optional.empty();
    private Optional<ServiceTier> tier = Optional.empty();
    private long nextNumber;
    private boolean finished;
    private boolean ended;

    ResponsesWatch(Optional<Secret> key) {
        this.key = key;
    }

    @Override
    public Step see(JsonNode event) {
        read(event);
        String type = event.path("type").asText();
        if (type.endsWith(".delta") && !type.equals(SOUND)) {
            produced.append(event.path("delta").asText(""));
        } else if (type.equals("response.output_item.added")) {
            produced.append(event.path("item").path("name").asText(""));
        } else if (type.equals("response.completed") || type.equals("response.incomplete")) {
            finished = true;
            ended = true;
        }
        return produced.length() > CHARS_MAX ? Step.TOO_LONG : Step.RELAY;
    }

    /** What every event may tell: its number, and the state of the response. */
    private void read(JsonNode event) {
        if (event.path("sequence_number").canConvertToLong()) {
            nextNumber = event.path("sequence_number").longValue() + 1;
        }
        JsonNode response = event.path("response");
        tier = ServedTier.in(response).or(() -> tier);
        // Some providers report more than once; the last report is the sum.
        Optional<TokenUsage> reported = ResponsesUsage.in(response);
        if (reported.isPresent()) {
            usage = reported;
        }
        String whole = ResponsesShape.written(response);
        if (whole.length() > produced.length()) {
            // From a provider that sends no deltas.
            produced.setLength(0);
            produced.append(whole);
        }
    }

    @Override
    public boolean isError(JsonNode event) {
        String type = event.path("type").asText();
        return type.equals("error") || type.equals(FAILED) || event.hasNonNull("error");
    }

    @Override
    public boolean isCallersMistake(JsonNode error) {
        return ResponseError.of(error).callersMistake();
    }

    @Override
    public byte[] errorEvent(JsonNode event) {
        read(event);
        ProviderError error = ResponseError.of(event);
        ObjectNode told = ResponseError.told(error, key);
        if (event instanceof ObjectNode failed
                && failed.path("type").asText().equals(FAILED)
                && failed.get("response") instanceof ObjectNode response) {
            ended = true;
            response.set("error", told);
            return event(FAILED, failed);
        }
        if (error.callersMistake()) {
            told.put("param", error.refused(400, key).param());
        } else {
            told.putNull("param");
        }
        ObjectNode flat = told.objectNode().put("type", "error");
        flat.setAll(told);
        if (!event.path("sequence_number").canConvertToLong()) {
            nextNumber++;
        }
        flat.put("sequence_number", nextNumber - 1);
        return event("error", flat);
    }

    private static byte[] event(String type, ObjectNode data) {
        return ("event: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<TokenUsage> usage() {
        return usage.map(told -> told.servedIn(tier));
    }

    @Override
    public Optional<ServiceTier> tier() {
        return tier;
    }

    @Override
    public String producedText() {
        return produced.toString();
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public long nextNumber() {
        return nextNumber;
    }
}

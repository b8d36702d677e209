package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** What Bedrock's Converse answers, as documented, and what it costs. */
final class Converse {
    static final String PROVIDER = "amazon-bedrock";

    static final String HAIKU = "amazon-bedrock/anthropic.claude-haiku-4-5-20251001-v1:0";
    static final String NOVA = "amazon-bedrock/amazon.nova-micro-v1:0";
    static final String GPT_OSS = "amazon-bedrock/openai.gpt-oss-20b-1:0";

    /** As published: 0.07 and 0.30 USD per 1,000,000 tokens. */
    static final Price GPT_OSS_PRICE = new Price(70_000_000, 70_000_000, 300_000_000);

    /** As published: 1.10, 0.11, 1.375 and 5.50 USD per 1,000,000 tokens; nano-credits for one. */
    private static final long INPUT = 1_100;

    private static final long READ = 110;
    private static final long WRITTEN = 1_375;
    private static final long WRITTEN_FOR_AN_HOUR = 2 * INPUT;
    private static final long OUTPUT = 5_500;

    private static final String FRAMES = "application/vnd.amazon.eventstream";
    private static final int FRAME_BYTES = 16;
    private static final int PRELUDE_CHECKED_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int STRING = 7;

    private Converse() {}

    /** Sets the provider up, pointed at the test's; as AWS has it, a host without a path. */
    static void configure(String auth, String key) {
        TwoSdksTest.configure(
                PROVIDER,
                Json.object()
                        .put("base_url", TwoSdksTest.root())
                        .put("protocol", "bedrock")
                        .put("auth", auth)
                        .put("api_key", key));
    }

    /**
     * Tokens as Bedrock reports them: {@code input} without the cached ones.
     *
     * @param hour those among {@code written} that stay for an hour
     */
    record Usage(long input, long read, long written, long hour, long output) {
        static Usage of(long input, long output) {
            return new Usage(input, 0, 0, 0, output);
        }

        ObjectNode json() {
            ObjectNode usage =
                    Json.object()
                            .put("inputTokens", input)
                            .put("outputTokens", output)
                            .put("totalTokens", input + read + written + output);
            if (read + written > 0) {
                usage.put("cacheReadInputTokens", read).put("cacheWriteInputTokens", written);
                ArrayNode details = usage.putArray("cacheDetails");
                details.addObject().put("ttl", "5m").put("inputTokens", written - hour);
                details.addObject().put("ttl", "1h").put("inputTokens", hour);
            }
            return usage;
        }

        /** Nano-credits for Haiku, computed apart from the product's own arithmetic. */
        BigInteger price() {
            return BigInteger.valueOf(
                    input * INPUT
                            + read * READ
                            + (written - hour) * WRITTEN
                            + hour * WRITTEN_FOR_AN_HOUR
                            + output * OUTPUT);
        }
    }

    static ObjectNode text(String text) {
        return Json.object().put("text", text);
    }

    static ObjectNode reasoning(String text, String signature) {
        ObjectNode block = Json.object();
        block.putObject("reasoningContent")
                .putObject("reasoningText")
                .put("text", text)
                .put("signature", signature);
        return block;
    }

    static ObjectNode toolUse(String id, String city) {
        ObjectNode block = Json.object();
        block.putObject("toolUse")
                .put("toolUseId", id)
                .put("name", "weather")
                .putObject("input")
                .put("city", city);
        return block;
    }

    static String answer(String stopReason, Usage usage, ObjectNode... blocks) {
        ObjectNode body = Json.object();
        ArrayNode content =
                body.putObject("output")
                        .putObject("message")
                        .put("role", "assistant")
                        .putArray("content");
        for (ObjectNode block : blocks) {
            content.add(block);
        }
        body.put("stopReason", stopReason).set("usage", usage.json());
        body.putObject("metrics").put("latencyMs", 1_275);
        return body.toString();
    }

    /** An answer that tells by which text it was ended. */
    static String stoppedBy(String stopText, Usage usage) {
        ObjectNode body = (ObjectNode) Json.parse(answer("stop_sequence", usage, text("so far")));
        body.putObject("additionalModelResponseFields").put("stop_sequence", stopText);
        return body.toString();
    }

    /** An error as AWS sends it: its name stands in a header. */
    static TestProvider.Reply refusal(int status, String name, String message) {
        byte[] body =
                Json.object().put("message", message).toString().getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders()
                    .set("x-amzn-ErrorType", name + ":http://internal.amazon.com/coral/");
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        };
    }

    // streams

    static byte[] start() {
        return event("messageStart", Json.object().put("role", "assistant"));
    }

    static byte[] textPiece(int block, String text) {
        return delta(block, text(text));
    }

    static byte[] reasoningPiece(int block, String text) {
        return reasoningDelta(block, "text", text);
    }

    static byte[] signaturePiece(int block, String signature) {
        return reasoningDelta(block, "signature", signature);
    }

    private static byte[] reasoningDelta(int block, String member, String value) {
        ObjectNode delta = Json.object();
        delta.putObject("reasoningContent").put(member, value);
        return delta(block, delta);
    }

    /** A call whose arguments come in two pieces. */
    static List<byte[]> toolUsePieces(int block, String id, String city) {
        ObjectNode begun = Json.object().put("contentBlockIndex", block);
        begun.putObject("start").putObject("toolUse").put("toolUseId", id).put("name", "weather");
        return List.of(
                event("contentBlockStart", begun),
                delta(block, input("{\"city\":")),
                delta(block, input("\"" + city + "\"}")),
                stop(block));
    }

    private static ObjectNode input(String piece) {
        ObjectNode delta = Json.object();
        delta.putObject("toolUse").put("input", piece);
        return delta;
    }

    private static byte[] delta(int block, ObjectNode delta) {
        ObjectNode event = Json.object().put("contentBlockIndex", block);
        event.set("delta", delta);
        return event("contentBlockDelta", event);
    }

    static byte[] stop(int block) {
        return event("contentBlockStop", Json.object().put("contentBlockIndex", block));
    }

    /** How a stream ends: the reason, then the usage. */
    static List<byte[]> end(String stopReason, Usage usage) {
        ObjectNode metadata = Json.object();
        metadata.set("usage", usage.json());
        return List.of(
                event("messageStop", Json.object().put("stopReason", stopReason)),
                event("metadata", metadata));
    }

    private static byte[] event(String type, ObjectNode payload) {
        return frame(
                Map.of(
                        ":message-type", "event",
                        ":event-type", type,
                        ":content-type", "application/json"),
                payload);
    }

    /** That the provider failed while it answered. */
    static byte[] exception(String type, String message) {
        return frame(
                Map.of(
                        ":message-type", "exception",
                        ":exception-type", type,
                        ":content-type", "application/json"),
                Json.object().put("message", message));
    }

    /** One frame of {@code application/vnd.amazon.eventstream}. */
    private static byte[] frame(Map<String, String> headers, ObjectNode payload) {
        byte[] head = headers(headers);
        byte[] body = payload.toString().getBytes(StandardCharsets.UTF_8);
        int length = FRAME_BYTES + head.length + body.length;
        ByteBuffer frame = ByteBuffer.allocate(length).putInt(length).putInt(head.length);
        frame.putInt(checksum(frame.array(), PRELUDE_CHECKED_BYTES)).put(head).put(body);
        return frame.putInt(checksum(frame.array(), length - CHECKSUM_BYTES)).array();
    }

    private static byte[] headers(Map<String, String> headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new TreeMap<>(headers)
                .forEach(
                        (name, value) -> {
                            byte[] text = value.getBytes(StandardCharsets.UTF_8);
                            bytes.write(name.length());
                            bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
                            bytes.write(STRING);
                            bytes.write(text.length >> Byte.SIZE);
                            bytes.write(text.length);
                            bytes.writeBytes(text);
                        });
        return bytes.toByteArray();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @SafeVarargs
    static List<byte[]> all(List<byte[]>... frames) {
        List<byte[]> all = new ArrayList<>();
        for (List<byte[]> some : frames) {
            all.addAll(some);
        }
        return all;
    }

    static TestProvider.Reply frames(List<byte[]> frames) {
        return TestProvider.bytes(200, FRAMES, joined(frames));
    }

    /** The same, broken off so many bytes before its end. */
    static TestProvider.Reply cut(List<byte[]> frames, int missingBytes) {
        byte[] whole = joined(frames);
        return TestProvider.bytes(200, FRAMES, Arrays.copyOf(whole, whole.length - missingBytes));
    }

    private static byte[] joined(List<byte[]> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}

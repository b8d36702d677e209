package io.alfred.pricing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes requests that no client means to send out of ones that are right: wrong values at any
 * place, fields that are missing, moved or unknown, and bytes that are damaged.
 */
final class RequestMutator {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "false",
                    "0",
                    "-0",
                    "1",
                    "-1",
                    "2",
                    "1.5",
                    "1e3",
                    "1E400",
                    "-1e-400",
                    "1e999999999",
                    "-1e999999999",
                    "1e-999999999",
                    "1e2147483648",
                    "1e99999999999999",
                    "0.00000000000000000000001",
                    "2147483648",
                    "9007199254740993",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "18446744073709551616",
                    "9".repeat(300),
                    "9".repeat(1001),
                    "\"\"",
                    "\" \"",
                    "\"text\"",
                    "\"auto\"",
                    "\"1\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\udc00\\ud800\"",
                    "\"\\r\\nX-Injected: yes\"",
                    "\"data:image/png;base64,AAAA\"",
                    "\"\u0301\u200b\ud83d\ude00\"",
                    "\"" + "a".repeat(5_000) + "\"",
                    "[]",
                    "[[]]",
                    "[null]",
                    "[1,\"a\",{}]",
                    "{}",
                    "{\"type\":\"text\"}",
                    "{\"type\":\"image_url\",\"image_url\":{\"url\":5}}",
                    "{\"\":null}",
                    "[".repeat(400) + "]".repeat(400),
                    "{\"a\":".repeat(990) + "1" + "}".repeat(990));

    private final SplittableRandom random;
    private final List<JsonNode> seeds;
    private final List<String> names = new ArrayList<>();

    RequestMutator(SplittableRandom random, List<String> seeds) {
        this.random = random;
        this.seeds = seeds.stream().map(RequestMutator::parse).toList();
        this.seeds.forEach(seed -> seed.findParents("model").forEach(this::learn));
        this.seeds.forEach(this::learn);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a seed is not JSON: " + json, e);
        }
    }

    private void learn(JsonNode node) {
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(this::learn);
    }

    /** The next request. */
    byte[] next() {
        JsonNode request = pick(seeds).deepCopy();
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            change(request);
        }
        byte[] bytes = request.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(4) == 0 ? damage(bytes) : bytes;
    }

    private void change(JsonNode request) {
        List<JsonNode> containers = new ArrayList<>();
        collect(request, containers);
        switch (pick(containers)) {
            case ObjectNode object -> change(object);
            case ArrayNode list -> change(list);
            default -> {}
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void change(ObjectNode object) {
        List<String> present = new ArrayList<>();
        object.fieldNames().forEachRemaining(present::add);
        String name = present.isEmpty() || random.nextInt(3) == 0 ? pick(names) : pick(present);
        if (random.nextInt(6) == 0) {
            object.remove(name);
        } else {
            object.set(name, value());
        }
    }

    private void change(ArrayNode list) {
        int at = random.nextInt(list.size() + 1);
        if (at < list.size() && random.nextInt(4) == 0) {
            list.remove(at);
        } else if (at < list.size() && random.nextInt(2) == 0) {
            list.set(at, value());
        } else {
            list.insert(at, value());
        }
    }

    private JsonNode value() {
        if (random.nextInt(4) > 0) {
            return NODES.rawValueNode(new RawValue(pick(VALUES)));
        }
        List<JsonNode> containers = new ArrayList<>();
        collect(pick(seeds), containers);
        return pick(containers).deepCopy();
    }

    private byte[] damage(byte[] bytes) {
        byte[] damaged = bytes;
        for (int times = 1 + random.nextInt(3); times > 0 && damaged.length > 0; times--) {
            int at = random.nextInt(damaged.length);
            int end = Math.min(damaged.length, at + 1 + random.nextInt(8));
            damaged =
                    switch (random.nextInt(4)) {
                        case 0 -> Arrays.copyOf(damaged, at);
                        case 1 -> without(damaged, at, end);
                        case 2 -> with(damaged, at, Arrays.copyOfRange(damaged, at, end));
                        default -> {
                            byte[] flipped = damaged.clone();
                            flipped[at] = (byte) random.nextInt(256);
                            yield flipped;
                        }
                    };
        }
        return damaged;
    }

    private static byte[] without(byte[] bytes, int start, int end) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - start));
        System.arraycopy(bytes, end, shorter, start, bytes.length - end);
        return shorter;
    }

    private static byte[] with(byte[] bytes, int at, byte[] more) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, longer, at, more.length);
        System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
        return longer;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}

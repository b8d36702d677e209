package io.alfred.providers.wires;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.dialogue.ProviderWire.EventReader;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Golden answers with members replaced at random, from a fixed seed. */
public final class Twisted {
    private static final long SEED = 20261129;
    private static final int ROUNDS = 3000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Twisted() {}

    /** Fails when any twist of a whole answer makes the wire throw. */
    public static void answers(ProviderWire wire, String name) {
        Random random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            JsonNode body = twisted(Golden.answer(name), random);
            assertThatCode(
                            () -> {
                                wire.answer(body);
                                wire.error(body);
                            })
                    .as("%s", body)
                    .doesNotThrowAnyException();
        }
    }

    /** Fails when any twist of a stream makes a reader throw. */
    public static void streams(ProviderWire wire, String name) {
        Random random = new Random(SEED);
        List<JsonNode> events =
                Golden.text(name)
                        .lines()
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> Golden.json(line.substring("data: ".length())))
                        .toList();
        for (int i = 0; i < ROUNDS / 10; i++) {
            EventReader reader = wire.reader();
            for (JsonNode event : events) {
                JsonNode odd = twisted(event, random);
                assertThatCode(() -> reader.read("", odd)).as("%s", odd).doesNotThrowAnyException();
            }
            assertThatCode(reader::end).doesNotThrowAnyException();
        }
    }

    private static JsonNode odd(Random random) {
        return List.<JsonNode>of(
                        JSON.nullNode(),
                        JSON.textNode("null"),
                        JSON.textNode(""),
                        JSON.numberNode(-1),
                        JSON.numberNode(1.5),
                        JSON.numberNode(new BigInteger("9".repeat(40))),
                        JSON.booleanNode(true),
                        JSON.arrayNode().add(1),
                        JSON.objectNode(),
                        JSON.objectNode().put("type", "text").put("text", 7))
                .get(random.nextInt(10));
    }

    private static JsonNode twisted(JsonNode node, Random random) {
        if (random.nextInt(12) == 0) {
            return odd(random);
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.objectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), twisted(e.getValue(), random)));
            return copy;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode copy = JSON.arrayNode();
            list.forEach(element -> copy.add(twisted(element, random)));
            return copy;
        }
        return node;
    }
}

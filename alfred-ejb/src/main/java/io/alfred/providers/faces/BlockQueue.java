package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Part;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Writes the blocks of a streamed message one after the other, as clients expect them.
 *
 * <p>Some providers write several calls in turns. A call whose arguments are not whole keeps those
 * behind it waiting, until they are or the answer stops.
 */
final class BlockQueue {
    private final Frames frames;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private boolean headStarted;
    private int next;

    BlockQueue(Frames frames) {
        this.frames = frames;
    }

    /** What a block is, so that a piece finds the one to go on with. */
    private enum Kind {
        TEXT,
        THINKING,
        SEALED,
        CALL
    }

    /** A block that is not written to its end. */
    private static final class Block {
        final Kind kind;
        final ObjectNode start;
        final Optional<Integer> call;
        final JsonProgress arguments = new JsonProgress();
        final List<ObjectNode> waiting = new ArrayList<>();
        boolean signed;

        Block(Kind kind, ObjectNode start, Optional<Integer> call) {
            this.kind = kind;
            this.start = start;
            this.call = call;
        }

        boolean mayEnd() {
            return kind != Kind.CALL || arguments.complete();
        }
    }

    void text(String piece) {
        add(last(Kind.TEXT, MessageObject.text("")), "text_delta", "text", piece);
    }

    void thinking(String piece) {
        add(thinking(), "thinking_delta", "thinking", piece);
    }

    /** What was signed is finished; reasoning after it is another block. */
    void signature(String signature) {
        Block block = thinking();
        add(block, "signature_delta", "signature", signature);
        block.signed = true;
    }

    private Block thinking() {
        return last(Kind.THINKING, MessageObject.thinking("", ""));
    }

    void sealed(String data) {
        push(new Block(Kind.SEALED, MessageObject.sealed(data), Optional.empty()));
    }

    void call(int index, Part.ToolCall call) {
        ObjectNode start = MessageObject.call(call, JsonText.object());
        push(new Block(Kind.CALL, start, Optional.of(index)));
    }

    /** What follows a whole object is no argument any more, and its block may be written. */
    void arguments(int index, String piece) {
        Optional<Block> block =
                blocks.stream()
                        .filter(open -> open.call.filter(own -> own == index).isPresent())
                        .reduce((earlier, later) -> later);
        block.ifPresent(
                open -> {
                    open.arguments.add(piece);
                    add(open, "input_json_delta", "partial_json", piece);
                    advance();
                });
    }

    /** Writes all that waits. */
    void close() {
        while (!blocks.isEmpty()) {
            startHead();
            stopHead();
        }
    }

    private Block last(Kind kind, ObjectNode start) {
        Block last = blocks.peekLast();
        if (last != null && last.kind == kind && !last.signed) {
            return last;
        }
        Block block = new Block(kind, start, Optional.empty());
        push(block);
        return block;
    }

    private void push(Block block) {
        blocks.addLast(block);
        advance();
    }

    private void advance() {
        startHead();
        while (blocks.size() > 1 && blocks.getFirst().mayEnd()) {
            stopHead();
            startHead();
        }
    }

    private void startHead() {
        if (!headStarted) {
            headStarted = true;
            Block head = blocks.getFirst();
            ObjectNode event = event("content_block_start");
            event.set("content_block", head.start);
            frames.event(event);
            head.waiting.forEach(this::delta);
            head.waiting.clear();
        }
    }

    private void stopHead() {
        frames.event(event("content_block_stop"));
        blocks.removeFirst();
        headStarted = false;
        next++;
    }

    private void add(Block block, String type, String member, String piece) {
        ObjectNode delta = JsonText.object().put("type", type).put(member, piece);
        if (block.equals(blocks.peekFirst())) {
            delta(delta);
        } else {
            block.waiting.add(delta);
        }
    }

    private void delta(ObjectNode delta) {
        ObjectNode event = event("content_block_delta");
        event.set("delta", delta);
        frames.event(event);
    }

    private ObjectNode event(String type) {
        return JsonText.object().put("type", type).put("index", next);
    }
}

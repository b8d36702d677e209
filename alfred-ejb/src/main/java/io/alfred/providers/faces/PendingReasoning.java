package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reasoning of a streamed chat that is not told in details yet. It is told there only once there is
 * something to send back, so that most streams carry it once.
 */
final class PendingReasoning {
    private final List<StringBuilder> blocks = new ArrayList<>();
    private boolean open;
    private int told;

    void add(String piece) {
        if (!open) {
            blocks.add(new StringBuilder());
            open = true;
        }
        blocks.getLast().append(piece);
    }

    /** Something else came between; what follows is another block. */
    void interrupt() {
        open = false;
    }

    List<ObjectNode> signed(String signature) {
        if (blocks.isEmpty()) {
            add("");
        }
        return tell(Optional.of(signature));
    }

    List<ObjectNode> sealed(String data) {
        List<ObjectNode> details = tell(Optional.empty());
        details.add(ChatReasoning.sealed(told++, data));
        return details;
    }

    /** What is left, if any was told: a client sends back either the details or the text. */
    List<ObjectNode> rest() {
        return told == 0 ? List.of() : tell(Optional.empty());
    }

    private List<ObjectNode> tell(Optional<String> signature) {
        List<ObjectNode> details = new ArrayList<>();
        for (StringBuilder block : blocks) {
            boolean last = details.size() == blocks.size() - 1;
            Optional<String> own = last ? signature : Optional.empty();
            details.add(ChatReasoning.text(told++, block.toString(), own));
        }
        blocks.clear();
        open = false;
        return details;
    }
}

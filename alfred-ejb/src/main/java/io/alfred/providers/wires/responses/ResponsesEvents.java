package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.wires.ServedTier;
import io.alfred.providers.wires.Texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the events of a streamed response.
 *
 * <p>The answer starts with its first item: a provider that fails before has told nothing, so that
 * its failure still has a status of its own. What the last event repeats of the answer is read only
 * when nothing came before it. After an event {@code error} only the usage of the response that
 * failed is read.
 */
final class ResponsesEvents implements EventReader {
    private final ResponsesOutput output = new ResponsesOutput();
    private JsonNode response = MissingNode.getInstance();
    private Optional<ServiceTier> tier = Optional.empty();
    private boolean started;
    private boolean over;
    private boolean failed;

    @Override
    public List<AnswerEvent> read(String type, JsonNode data) {
        if (!data.isObject() || over) {
            return List.of();
        }
        if (data.path("response").isObject()) {
            response = data.path("response");
            tier = ServedTier.in(response).or(() -> tier);
        }
        List<AnswerEvent> events = new ArrayList<>();
        if (failed) {
            report(events);
            over = !events.isEmpty();
            return events;
        }
        switch (Texts.in(data.path("type")).orElse(type)) {
            case "response.output_item.added" -> {
                start(events);
                output.open(data, events);
            }
            case "response.output_text.delta" -> {
                start(events);
                output.text(data, events);
            }
            case "response.refusal.delta" -> {
                start(events);
                output.refusal(data, events);
            }
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
                start(events);
                output.reasoning(data, events);
            }
            case "response.function_call_arguments.delta" -> output.arguments(data, events);
            case "response.output_item.done" -> {
                start(events);
                output.close(data, events);
            }
            case "response.completed", "response.incomplete" -> finish(events);
            case "response.failed", "error" -> fail(data, events);
            default -> {
                // what only repeats, belongs to tools of the provider, or comes in later versions
            }
        }
        return events;
    }

    private void start(List<AnswerEvent> events) {
        if (!started) {
            started = true;
            events.add(
                    new AnswerEvent.Started(
                            Texts.in(response.path("id")),
                            Texts.in(response.path("model")).orElse("")));
        }
    }

    private void finish(List<AnswerEvent> events) {
        if (!started) {
            start(events);
            output.whole(response.path("output"), events);
        }
        over = true;
        report(events);
        events.add(
                new AnswerEvent.Stopped(
                        ResponsesAnswer.stop(response, output.called()), Optional.empty()));
        events.add(new AnswerEvent.Ended());
    }

    private void fail(JsonNode data, List<AnswerEvent> events) {
        failed = true;
        report(events);
        over = !events.isEmpty();
        events.add(new AnswerEvent.Failed(ResponsesErrors.inEvent(data)));
    }

    private void report(List<AnswerEvent> events) {
        ResponsesUsage.in(response)
                .map(told -> new AnswerEvent.Reported(told.servedIn(tier)))
                .ifPresent(events::add);
    }

    /** Begun responses repeat what was asked for, which the last one corrects. */
    @Override
    public Optional<ServiceTier> tier() {
        return tier;
    }
}

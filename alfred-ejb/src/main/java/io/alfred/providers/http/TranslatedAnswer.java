package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.providers.ProviderReply;
import io.alfred.providers.Translation;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole answer of status 200, told to the client in its own protocol. */
record TranslatedAnswer(Attempt attempt, UpstreamAnswer answer) {
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    ProviderReply count(Translation.Count count) throws UpstreamException {
        return body().map(count.wire()::counted)
                .flatMap(TokenCounts::told)
                .orElseThrow(this::notUnderstood);
    }

    ProviderReply vectors(Translation.Embeddings embeddings) throws UpstreamException {
        Translation.Embedded made =
                answer.body()
                        .whole(HttpAdapter.ANSWER_BYTES_MAX)
                        .flatMap(embeddings.answer()::read)
                        .orElseThrow(this::notUnderstood);
        return new ProviderReply.Whole(200, JSON, made.body(), made.usage(), "");
    }

    ProviderReply chat(ProviderCall call, Translation.Chat translation, ClientFace.Asked asked)
            throws UpstreamException {
        JsonNode body =
                body().filter(ObjectNode.class::isInstance).orElseThrow(this::notUnderstood);
        ProviderWire wire = translation.wire();
        Optional<ProviderError> failure = wire.error(body);
        if (failure.isPresent()) {
            requireFree(wire.billed(body));
            return ProviderError.failure(attempt, failure.get(), call.key());
        }
        Answer said =
                wire.answer(body)
                        .map(answered -> named(answered, call))
                        .orElseThrow(this::notUnderstood);
        return new ProviderReply.Whole(
                200,
                JSON,
                translation.face().whole(said, asked),
                said.usage(),
                Optional.empty(),
                text(said.parts()),
                wire.tier(body));
    }

    private Optional<JsonNode> body() throws UpstreamException {
        return answer.body().whole(HttpAdapter.ANSWER_BYTES_MAX).map(AnswerJson::exact);
    }

    /** What the provider bills for is not given back, although there is nothing to show for it. */
    private void requireFree(Optional<TokenUsage> billed) throws UpstreamException {
        if (billed.filter(usage -> usage.completion() > 0).isPresent()) {
            throw attempt.answered(Kind.BAD_ANSWER, 200, "failed after it had begun to answer");
        }
    }

    /** Some providers' answers do not say which model wrote them. */
    private static Answer named(Answer said, ProviderCall call) {
        return said.model().isEmpty()
                ? new Answer(
                        said.id(),
                        call.model().upstreamName(),
                        said.parts(),
                        said.stop(),
                        said.stopText(),
                        said.usage())
                : said;
    }

    private UpstreamException notUnderstood() {
        return attempt.answered(Kind.BAD_ANSWER, 200, "sent an answer that is not of its protocol");
    }

    private static String text(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(
                    switch (part) {
                        case Part.Text said -> said.text();
                        case Part.ToolCall call -> call.name() + call.arguments();
                        case Part.Reasoned reasoned -> reasoned.text();
                        case Part.Refusal refusal -> refusal.text();
                        case Part.Image image -> "";
                        case Part.Document document -> "";
                        case Part.Audio audio -> "";
                        case Part.ToolResult result -> "";
                        case Part.Sealed sealed -> "";
                    });
        }
        return text.toString();
    }
}

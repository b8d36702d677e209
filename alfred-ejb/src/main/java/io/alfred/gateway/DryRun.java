package io.alfred.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;
import io.alfred.ledger.HoldPreview;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Answers what would become of a call: what it may cost, where it would go, whether its wallet
 * would let it. Nothing is sent and nothing is written.
 */
@ApplicationScoped
class DryRun {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    @Inject private HoldDesk desk;
    @Inject private HoldPreview preview;
    @Inject private WalletBook wallets;
    @Inject private Refusal refusal;

    /**
     * The answer, 200 also where the call would be refused by its wallet.
     *
     * @throws AlfredException as the call itself would fail before its wallet is asked
     */
    Reply answer(HoldDesk.Ask ask) {
        LedgerOperation.Hold hold = desk.operation(ask);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("object", "dry_run");
        body.put("model", ask.model().id());
        ObjectNode estimate = body.putObject("estimate");
        estimate.put("prompt_tokens", ask.estimate().promptTokens());
        if (ask.estimate().audioTokens() > 0) {
            estimate.put("audio_prompt_tokens", ask.estimate().audioTokens());
        }
        estimate.put("max_output_tokens", ask.estimate().outputTokensMax());
        estimate.put("choices", ask.estimate().choices());
        if (ask.estimate().audioOutput()) {
            estimate.put("audio_output", true);
        }
        if (ask.estimate().tier() != ServiceTier.STANDARD) {
            estimate.put("service_tier", ask.estimate().tier().wireName());
        }
        put(estimate, "worst_case", ask.estimate().worstCase());
        body.putArray("route")
                .addObject()
                .put("provider", ask.model().provider())
                .put("model", ask.model().name());
        decide(body, hold, ask);
        wallets.find(hold.walletId()).ifPresent(wallet -> tell(body, wallet));
        return new Reply.Whole(
                200,
                Map.of("X-Alfred-Model", ask.model().id(), CallContext.DRY_RUN, "true"),
                "application/json",
                bytes(body));
    }

    private void decide(ObjectNode body, LedgerOperation.Hold hold, HoldDesk.Ask ask) {
        switch (preview.decide(hold)) {
            case LedgerOutcome.Held held when held.outputLimit().isPresent() -> {
                body.put("decision", "lower");
                ObjectNode lowered = body.putObject("lowered");
                lowered.put("max_output_tokens", held.outputLimit().getAsLong());
                put(lowered, "worst_case", held.amount());
            }
            case LedgerOutcome.Held held -> body.put("decision", "allow");
            case LedgerOutcome.Denied denied -> {
                AlfredException error = refusal.explain(denied, ask);
                body.put("decision", "deny");
                body.putObject("error")
                        .put("status", error.code().status())
                        .put("type", error.code().type())
                        .put("code", error.code().wireName())
                        .put("message", error.message() + ": " + error.fix());
            }
            case LedgerOutcome.Rejected rejected ->
                    throw new AlfredException(rejected.code(), rejected.message(), rejected.fix());
            case LedgerOutcome other -> throw HoldDesk.unexpected(other);
        }
    }

    private static void tell(ObjectNode body, WalletView wallet) {
        ObjectNode shown = body.putObject("wallet");
        shown.put("id", wallet.id().toString());
        shown.put("owner", wallet.name());
        shown.put("on_shortage", wallet.terms().onShortage().wireName());
        shown.put("free", wallet.free().map(Credits::toDecimal).orElse(null));
    }

    private static void put(ObjectNode node, String name, Credits amount) {
        node.put(name, amount.toDecimal());
    }

    private static byte[] bytes(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

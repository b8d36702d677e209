package io.alfred.pricing;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Reads a request as far as its price depends on it, and says what the call can cost at most.
 *
 * <p>Anything that would cost something the catalogue has no price for is refused: sound where
 * nobody has told its price, tools that the provider runs, service tiers without a price.
 */
@ApplicationScoped
public class Estimator {
    /** Loads the vocabularies in the background when the application starts. */
    void warm(@Observes @Initialized(ApplicationScoped.class) Object application) {
        Thread.ofPlatform().daemon().name("alfred-vocabularies").start(TokenCounter::warm);
    }

    /**
     * The worst case of a call: its prompt at the dearest input price that can apply, and all
     * choices at full length.
     *
     * @throws AlfredException {@code MODEL_NOT_PRICED}, or {@code INVALID_REQUEST} with the path of
     *     a missing, mistyped or unpriced field
     */
    public Estimate estimate(Endpoint endpoint, Model model, ObjectNode request) {
        try {
            return bound(endpoint, model, request);
        } catch (ArithmeticException e) {
            throw beyond(outputField(endpoint), e);
        }
    }

    private static Estimate bound(Endpoint endpoint, Model model, ObjectNode request) {
        ModelPrice price = model.price().orElseThrow(() -> notPriced(model));
        RequestFields fields = new RequestFields(request, "");
        return switch (endpoint) {
            case CHAT -> {
                requireKind(model, ModelKind.CHAT);
                OutputBound output = OutputBound.of(model, fields);
                yield estimate(price(price, fields), PromptCount.of(model, fields), output);
            }
            case RESPONSES -> {
                requireKind(model, ModelKind.CHAT);
                OutputBound output = ResponsesLimits.of(model, fields);
                yield estimate(price(price, fields), ResponsesCount.of(model, fields), output);
            }
            case COMPLETIONS -> {
                requireKind(model, ModelKind.CHAT);
                CompletionsCount prompts = CompletionsCount.of(model, fields);
                OutputBound output = CompletionsLimits.of(model, fields, prompts);
                PromptBound prompt = PromptBound.of(prompts.tokens());
                yield estimate(price(price, fields), prompt, output);
            }
            case EMBEDDINGS -> {
                requireKind(model, ModelKind.EMBEDDING);
                AskedTier.refuseOthers(model, fields);
                long prompt = new InputCount(model, price, fields).embeddings();
                yield estimate(price, PromptBound.of(prompt), new OutputBound(0, 1));
            }
            case MODERATIONS -> {
                requireKind(model, ModelKind.MODERATION);
                AskedTier.refuseOthers(model, fields);
                long prompt = new InputCount(model, price, fields).moderations();
                yield estimate(price, PromptBound.of(prompt), new OutputBound(0, 1));
            }
            case IMAGES -> {
                requireKind(model, ModelKind.IMAGE);
                AskedTier.refuseOthers(model, fields);
                yield estimate(price, MediaBound.images(model, price, fields));
            }
            case SPEECH -> {
                requireKind(model, ModelKind.SPEECH);
                AskedTier.refuseOthers(model, fields);
                yield estimate(price, MediaBound.speech(model, price, fields));
            }
            case TRANSCRIPTIONS, TRANSLATIONS -> {
                requireKind(model, ModelKind.TRANSCRIPTION);
                AskedTier.refuseOthers(model, fields);
                yield estimate(price, MediaBound.transcription(model, price, fields));
            }
            case MESSAGES -> {
                requireKind(model, ModelKind.CHAT);
                OutputBound output = MessagesLimits.of(fields).in(AskedTier.usual(model));
                yield estimate(price(price, fields), MessagesCount.of(model, fields), output);
            }
            case COUNT_TOKENS ->
                    // What a provider counts costs nothing; the sandbox counts here.
                    new Estimate(
                            model.sandbox() ? MessagesCount.of(model, fields).tokens() : 0,
                            0,
                            1,
                            Credits.ZERO);
        };
    }

    /** Whether any part of a prompt may stay in the provider's cache for an hour. */
    public static boolean cachesForLong(ObjectNode request) {
        return MessagesLimits.cachesForLong(new RequestFields(request, ""));
    }

    /** Bounds a prompt that may go into the provider's cache for an hour by what that costs. */
    private static ModelPrice price(ModelPrice price, RequestFields request) {
        return MessagesLimits.cachesForLong(request) ? price.cachingForLong() : price;
    }

    /**
     * What may be told of a prompt of Anthropic's protocol whose provider does not count it: the
     * most tokens that it can have, at no cost.
     *
     * @throws AlfredException {@code INVALID_REQUEST} with the path of what is missing, mistyped or
     *     unpriced
     */
    public Estimate count(Model model, ObjectNode request) {
        requireKind(model, ModelKind.CHAT);
        long tokens = MessagesCount.of(model, new RequestFields(request, "")).tokens();
        return new Estimate(tokens, 0, 1, Credits.ZERO);
    }

    private static void requireKind(Model model, ModelKind kind) {
        if (model.kind() != kind) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            throw AlfredException.invalid(
                    "model",
                    "model \"" + model.id() + "\" is not of kind " + word,
                    "name a model of kind " + word + "; see GET /v1/models");
        }
    }

    private static Estimate estimate(ModelPrice price, PromptBound prompt, OutputBound output) {
        return new Estimate(
                prompt.tokens(),
                prompt.audio(),
                output.tokensPerChoice(),
                output.choices(),
                output.audio(),
                BilledUnits.NONE,
                output.tier(),
                worstCase(price.whenAsked(output.tier()), prompt, output));
    }

    /**
     * What a million more output tokens of every choice add to the worst case, in nano-credits;
     * where that is beyond 64 bits, as much as these hold.
     */
    public long outputPrice(Model model, Estimate estimate) {
        ModelPrice price = model.price().orElseThrow(() -> notPriced(model));
        long each =
                dearestOutput(
                        price.whenAsked(estimate.tier()),
                        estimate.promptTokens(),
                        estimate.audioOutput());
        return each > Long.MAX_VALUE / Math.max(1, estimate.choices())
                ? Long.MAX_VALUE
                : each * estimate.choices();
    }

    private static Estimate estimate(ModelPrice price, MediaBound bound) {
        Credits tokens =
                worstCase(List.of(price), PromptBound.of(bound.promptTokens()), bound.output());
        Credits units = CallPrice.of(price, TokenUsage.reported(0, 0), bound.units());
        return new Estimate(
                bound.promptTokens(),
                bound.output().tokensPerChoice(),
                bound.output().choices(),
                bound.units(),
                // the price per call is in both
                tokens.plus(units).minus(Credits.ofNanos(price.perCall())));
    }

    /** Tokens of a text in the model's vocabulary; for an unknown one, their upper bound. */
    public long countText(Model model, String text) {
        return TokenCounter.count(model.vocabulary(), text);
    }

    /** Of the prices that may apply, the dearest of each kind. */
    private static Credits worstCase(
            List<ModelPrice> prices, PromptBound prompt, OutputBound output) {
        // The count may be above the actual prompt, so lower prices can apply as well.
        BigInteger input =
                prices.stream()
                        .flatMap(
                                price ->
                                        price.tiersUpTo(prompt.tokens())
                                                .map(tier -> input(price, tier, prompt)))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        long outputPrice = dearestOutput(prices, prompt.tokens(), output.audio());
        BigInteger sum =
                input.add(
                        CallPrice.times(output.tokensPerChoice(), outputPrice)
                                .multiply(BigInteger.valueOf(output.choices())));
        // every tier asks the same for the call itself
        return CallPrice.roundedUp(sum, prices.getFirst().perCall());
    }

    /** A prompt of full length at the dearest prices of a tier; nano-credits × 1,000,000. */
    private static BigInteger input(ModelPrice price, LongContextTier tier, PromptBound prompt) {
        long dearest = dearestInput(tier);
        long audio = Math.max(price.audioInput(tier), price.audioCachedRead(tier));
        long moreForAudio = Math.max(0, audio - dearest);
        return CallPrice.times(prompt.tokens(), dearest)
                .add(CallPrice.times(prompt.audio(), moreForAudio));
    }

    private static long dearestOutput(List<ModelPrice> prices, long prompt, boolean audio) {
        return prices.stream()
                .mapToLong(price -> dearestOutput(price, prompt, audio))
                .max()
                .orElseThrow();
    }

    private static long dearestOutput(ModelPrice price, long prompt, boolean audio) {
        return Math.addExact(
                price.tiersUpTo(prompt)
                        .mapToLong(
                                tier ->
                                        audio
                                                ? Math.max(tier.output(), price.audioOutput(tier))
                                                : tier.output())
                        .max()
                        .orElseThrow(),
                price.reasoningSurcharge());
    }

    /** What bounds the output of such a call. */
    private static String outputField(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT -> "max_completion_tokens";
            case RESPONSES -> "max_output_tokens";
            case COMPLETIONS, MESSAGES, COUNT_TOKENS -> "max_tokens";
            case EMBEDDINGS, MODERATIONS, SPEECH -> "input";
            case IMAGES -> "n";
            case TRANSCRIPTIONS, TRANSLATIONS -> "file";
        };
    }

    private static AlfredException beyond(String field, ArithmeticException cause) {
        AlfredException error =
                AlfredException.invalid(
                        field,
                        "the worst case of this call is beyond any amount of credits",
                        "ask for fewer tokens or choices");
        error.addSuppressed(cause);
        return error;
    }

    private static long dearestInput(LongContextTier prices) {
        return Math.max(prices.input(), Math.max(prices.cachedRead(), prices.cachedWrite()));
    }

    private static AlfredException notPriced(Model model) {
        return new AlfredException(
                        ErrorCode.MODEL_NOT_PRICED,
                        "model \"" + model.id() + "\" has no price",
                        "alfred model set-price " + model.id() + " " + model.kind().priceOptions())
                .at("model");
    }
}

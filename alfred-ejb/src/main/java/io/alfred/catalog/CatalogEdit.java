package io.alfred.catalog;

import io.alfred.catalog.CatalogRows.OrgPriceRow;
import io.alfred.catalog.CatalogRows.PriceRow;
import io.alfred.catalog.CatalogRows.ProviderRow;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Checks an operator's change and completes it from what is known. */
final class CatalogEdit {
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern MODEL_NAME =
            Pattern.compile("[\\p{Graph}&&[^/]](?:\\p{Graph}{0,198}[\\p{Graph}&&[^/]])?");
    private static final int URL_CHARS_MAX = 500;

    private final CatalogConfig config;
    private final List<CatalogFile> shipped;

    CatalogEdit(CatalogConfig config) {
        this.config = config;
        this.shipped = CatalogFile.shipped(config.creditsPerUsd());
    }

    CatalogSnapshot snapshot(CatalogRows rows) {
        return new CatalogSnapshot(
                shipped, files(rows, config.creditsPerUsd()), config.sandboxEnabled(), rows);
    }

    /** The files that came after this build. */
    static List<CatalogFile> files(CatalogRows rows, BigDecimal creditsPerUsd) {
        return rows.files().stream()
                .map(row -> new StoredFile(row.provider(), row.content(), creditsPerUsd).read())
                .toList();
    }

    /**
     * What a file would change.
     *
     * @param earlier all files of the provider that were ever taken over
     * @throws AlfredException {@code INVALID_REQUEST} saying what is wrong with the file
     */
    CatalogDiff diff(CatalogRows rows, String provider, String content, List<String> earlier) {
        requireProviderName(provider);
        CatalogFile file;
        try {
            file = CatalogFile.read(content, config.creditsPerUsd());
        } catch (IllegalArgumentException e) {
            throw badFile(String.valueOf(e.getMessage()), e);
        }
        if (!file.provider().equals(provider)) {
            throw badFile(
                    "it is about provider \"" + NearestNames.shown(file.provider()) + "\"", null);
        }
        requireModels(file);
        requireFacts(file.facts());
        requireOwnVersion(file, earlier);
        return CatalogDiff.between(current(rows, provider), file);
    }

    /** A version names the same prices for good, also when others were used in between. */
    private void requireOwnVersion(CatalogFile file, List<String> earlier) {
        boolean taken =
                Stream.concat(
                                shipped.stream(),
                                earlier.stream()
                                        .map(
                                                text ->
                                                        new StoredFile(
                                                                        file.provider(),
                                                                        text,
                                                                        config.creditsPerUsd())
                                                                .read()))
                        .filter(known -> known.provider().equals(file.provider()))
                        .filter(
                                known ->
                                        known.facts()
                                                .priceVersion()
                                                .equals(file.facts().priceVersion()))
                        .anyMatch(
                                known ->
                                        CatalogDiff.between(Optional.of(known), file)
                                                .changesPrices());
        if (taken) {
            throw badFile(
                    "it changes prices under the price_version \""
                            + file.facts().priceVersion()
                            + "\", which older ledger entries name",
                    null);
        }
    }

    private Optional<CatalogFile> current(CatalogRows rows, String provider) {
        return Stream.concat(files(rows, config.creditsPerUsd()).stream(), shipped.stream())
                .filter(file -> file.provider().equals(provider))
                .findFirst();
    }

    private static void requireFacts(ProviderFacts facts) {
        String base = facts.baseUrl();
        // what stands in braces is the operator's to fill in, and checked then
        String example = base.replaceAll("\\{[a-z_]+}", "x");
        var unused = url(example);
        boolean bounded =
                Stream.of(facts.title(), facts.docs(), facts.keyVariable(), facts.source())
                        .allMatch(
                                text ->
                                        text.length() <= URL_CHARS_MAX
                                                && text.chars().noneMatch(Character::isISOControl));
        if (!bounded || base.length() > URL_CHARS_MAX) {
            throw badFile(
                    "a text about the provider is too long or holds control characters", null);
        }
    }

    private static void requireModels(CatalogFile file) {
        Set<String> names = new HashSet<>();
        for (Model model : file.models()) {
            if (!MODEL_NAME.matcher(model.name()).matches()) {
                throw badFile("a model's name is not one", null);
            }
            if (!names.add(model.name())) {
                throw badFile("model \"" + model.name() + "\" is there twice", null);
            }
            requireLimits(model.kind(), model.contextTokens(), model.maxOutputTokens());
            model.price().stream().flatMap(ModelPrice::all).forEach(CatalogEdit::requireSane);
        }
    }

    private static void requireSane(ModelPrice price) {
        boolean sane =
                price.tiersUpTo(Long.MAX_VALUE)
                                .flatMapToLong(
                                        tier ->
                                                LongStream.of(
                                                        tier.input(),
                                                        tier.cachedRead(),
                                                        tier.cachedWrite(),
                                                        tier.output(),
                                                        tier.audio().input().orElse(0),
                                                        tier.audio().cachedRead().orElse(0),
                                                        tier.audio().output().orElse(0)))
                                .allMatch(nanos -> nanos <= PriceEdit.PRICE_MAX_NANOS)
                        && price.reasoning() <= PriceEdit.PRICE_MAX_NANOS
                        && price.perCall() <= PriceEdit.PRICE_MAX_NANOS;
        if (!sane) {
            throw badFile("a price is above 1,000,000 credits", null);
        }
    }

    private static AlfredException badFile(String what, @Nullable Exception cause) {
        AlfredException error =
                AlfredException.invalid(
                        "file",
                        "the catalogue file cannot be taken: " + what,
                        "write it as docs/reference/catalogue-file.md says");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }

    /** The price that an org has negotiated. */
    OrgPriceRow orgPrice(
            CatalogRows rows, UUID org, String provider, String name, PriceChange change) {
        Model model = known(rows, provider, name);
        boolean more =
                change.kind().filter(kind -> kind != model.kind()).isPresent()
                        || change.contextTokens().isPresent()
                        || change.maxOutputTokens().isPresent()
                        || change.upstreamModel().isPresent();
        if (more) {
            throw AlfredException.invalid(
                    "org",
                    "an org can have a price of its own, and nothing else of a model",
                    "leave out kind, context_tokens, max_output_tokens and upstream_model");
        }
        return new OrgPriceRow(org, provider, name, PriceEdit.price(model.kind(), change));
    }

    /** A row that takes such a price back; what it says of prices is not read. */
    OrgPriceRow withdrawal(CatalogRows rows, UUID org, String provider, String name) {
        Model model = known(rows, provider, name);
        return rows.orgPrices().stream()
                .filter(
                        row ->
                                row.org().equals(org)
                                        && row.provider().equals(provider)
                                        && row.model().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "the org has no price of its own for \""
                                                + model.id()
                                                + "\"",
                                        "see `alfred model list --org`"));
    }

    private Model known(CatalogRows rows, String provider, String name) {
        return snapshot(rows)
                .model(provider + "/" + name)
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.MODEL_NOT_FOUND,
                                        "there is no model \""
                                                + NearestNames.shown(provider + "/" + name)
                                                + "\"",
                                        "price it for all first: alfred model set-price"));
    }

    ProviderRow provider(CatalogRows rows, String name, ProviderChange change) {
        requireProviderName(name);
        Optional<ProviderSettings> before = snapshot(rows).provider(name);
        Optional<ProviderFacts> facts = snapshot(rows).facts(name);
        URI url =
                change.baseUrl()
                        .map(CatalogEdit::url)
                        .or(() -> before.map(ProviderSettings::baseUrl))
                        .or(() -> facts.flatMap(ProviderFacts::sharedUrl))
                        .orElseThrow(() -> noUrl(name, facts));
        Protocol protocol =
                change.protocol()
                        .or(() -> before.map(ProviderSettings::protocol))
                        .or(() -> facts.map(ProviderFacts::protocol))
                        .orElse(Protocol.OPENAI);
        // Another protocol than before has its own way again.
        ProviderAuth auth =
                change.auth()
                        .or(
                                () ->
                                        before.filter(known -> known.protocol() == protocol)
                                                .map(ProviderSettings::auth))
                        .or(
                                () ->
                                        facts.filter(known -> known.protocol() == protocol)
                                                .map(ProviderFacts::auth))
                        .orElseGet(protocol::usualAuth);
        return new ProviderRow(
                name,
                url.toString(),
                protocol,
                auth,
                change.active().orElseGet(() -> before.map(ProviderSettings::active).orElse(true)));
    }

    private static AlfredException noUrl(String name, Optional<ProviderFacts> facts) {
        return AlfredException.invalid(
                "base_url",
                "provider \"" + name + "\" has no base URL",
                "alfred provider set "
                        + name
                        + " --base-url "
                        + facts.map(ProviderFacts::baseUrl).orElse("https://HOST/v1"));
    }

    private static void requireProviderName(String name) {
        if (!PROVIDER_NAME.matcher(name).matches()) {
            throw AlfredException.invalid(
                    "name",
                    "\"" + NearestNames.shown(name) + "\" is not a provider name",
                    "use up to 63 lower-case letters, digits, - and _");
        }
        if (name.equals(Sandbox.PROVIDER.name())) {
            throw AlfredException.invalid(
                    "name",
                    "the sandbox is built in and cannot be changed",
                    "turn it on or off with alfred.sandbox.enabled");
        }
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text.strip());
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean plain =
                    url.getHost() != null
                            && url.getRawUserInfo() == null
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && text.length() <= URL_CHARS_MAX;
            if (plain && (scheme.equals("https") || scheme.equals("http"))) {
                return URI.create(withoutSlash(url.toASCIIString()));
            }
            throw badUrl(null);
        } catch (URISyntaxException e) {
            throw badUrl(e);
        }
    }

    private static String withoutSlash(String url) {
        String trimmed = url;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed;
    }

    private static AlfredException badUrl(@Nullable Exception cause) {
        AlfredException error =
                AlfredException.invalid(
                        "base_url",
                        "the base URL is not a plain http or https URL",
                        "write it as https://HOST/v1, without user, query or fragment");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }

    PriceRow price(CatalogRows rows, String provider, String name, PriceChange change) {
        requireProviderName(provider);
        CatalogSnapshot snapshot = snapshot(rows);
        if (!snapshot.shipped(provider) && snapshot.provider(provider).isEmpty()) {
            throw new AlfredException(
                    ErrorCode.NOT_FOUND,
                    "there is no provider \"" + provider + "\"",
                    "alfred provider set " + provider + " --base-url https://HOST/v1");
        }
        if (!MODEL_NAME.matcher(name).matches()) {
            throw AlfredException.invalid(
                    "model",
                    "\"" + NearestNames.shown(name) + "\" is not a model name",
                    "use up to 200 printable ASCII characters, no slash at either end");
        }
        Optional<Model> known = snapshot.model(provider + "/" + name);
        ModelKind kind = change.kind().or(() -> known.map(Model::kind)).orElse(ModelKind.CHAT);
        ModelPrice price = PriceEdit.price(kind, change);
        long context =
                tokens(
                        "context_tokens",
                        change.contextTokens(),
                        known.map(Model::contextTokens).or(() -> none(!kind.pricedByTokensOnly())));
        long output =
                tokens(
                        "max_output_tokens",
                        change.maxOutputTokens(),
                        known.map(Model::maxOutputTokens).or(() -> none(kind != ModelKind.CHAT)));
        requireLimits(kind, context, output);
        return new PriceRow(
                provider,
                name,
                change.upstreamModel()
                        .map(CatalogEdit::upstreamName)
                        .or(() -> known.map(Model::upstreamName))
                        .orElse(name),
                Optional.of(kind),
                price,
                context,
                output);
    }

    private static String upstreamName(String name) {
        if (!MODEL_NAME.matcher(name).matches()) {
            throw AlfredException.invalid(
                    "upstream_model",
                    "\"" + NearestNames.shown(name) + "\" is not a model name",
                    "use the name that the provider lists");
        }
        return name;
    }

    private static long tokens(String field, OptionalLong given, Optional<Long> known) {
        if (given.isPresent()) {
            return given.getAsLong();
        }
        return known.orElseThrow(
                () ->
                        AlfredException.invalid(
                                field,
                                field + " is required for a model that the catalogue does not know",
                                "add it as the provider documents it"));
    }

    /** No bound is published, where none is needed. */
    private static Optional<Long> none(boolean allowed) {
        return allowed ? Optional.of(0L) : Optional.empty();
    }

    private static void requireLimits(ModelKind kind, long context, long output) {
        boolean tokensOnly = kind.pricedByTokensOnly();
        if (context < (tokensOnly ? 1 : 0) || context > TokenUsage.TOKENS_MAX) {
            throw AlfredException.invalid(
                    "context_tokens",
                    "context_tokens is not between 1 and " + TokenUsage.TOKENS_MAX,
                    "write it as the provider documents it");
        }
        boolean chat = kind == ModelKind.CHAT;
        long outputMax = tokensOnly ? context : TokenUsage.TOKENS_MAX;
        if (output < (chat ? 1 : 0) || output > outputMax) {
            throw AlfredException.invalid(
                    "max_output_tokens",
                    "max_output_tokens is not between 1 and context_tokens",
                    "write it as the provider documents it");
        }
    }
}

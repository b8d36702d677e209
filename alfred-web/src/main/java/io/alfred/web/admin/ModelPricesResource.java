package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.PriceChange;
import io.alfred.catalog.TierPrices;
import io.alfred.gateway.ModelAdmin;
import io.alfred.identity.Directory;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Page;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.Slice;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Models and what they cost. Prices belong to the installation; only its operator sets them. */
@Path("/api/models")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ModelPricesResource {
    @Inject private RequestCaller caller;
    @Inject private Catalog catalog;
    @Inject private ModelAdmin models;
    @Inject private Directory directory;

    /**
     * A price: credits per 1,000,000 tokens or characters; {@code per_call}, {@code per_image} and
     * {@code per_minute} in credits.
     */
    public record PriceRequest(
            @Nullable String kind,
            @Nullable Credits input,
            @Nullable Credits output,
            @Nullable Credits cachedRead,
            @Nullable Credits cachedWrite,
            @Nullable Credits perCall,
            @Nullable Credits perImage,
            @JsonProperty("per_1m_characters") @Nullable Credits perMillionCharacters,
            @Nullable Credits perMinute,
            @Nullable Credits audioInput,
            @Nullable Credits audioOutput,
            @Nullable Long contextTokens,
            @Nullable Long maxOutputTokens,
            @Nullable String upstreamModel) {
        PriceChange toChange() {
            return new PriceChange(
                    Optional.ofNullable(kind).map(PriceRequest::kind),
                    Optional.ofNullable(input),
                    Optional.ofNullable(cachedRead),
                    Optional.ofNullable(cachedWrite),
                    Optional.ofNullable(output),
                    perCall == null ? Credits.ZERO : perCall,
                    new PriceChange.Units(
                            Optional.ofNullable(perImage),
                            Optional.ofNullable(perMillionCharacters),
                            Optional.ofNullable(perMinute)),
                    new PriceChange.Audio(
                            Optional.ofNullable(audioInput), Optional.ofNullable(audioOutput)),
                    optional(contextTokens),
                    optional(maxOutputTokens),
                    Optional.ofNullable(upstreamModel));
        }

        private static ModelKind kind(String word) {
            return Stream.of(ModelKind.values())
                    .filter(kind -> wireName(kind).equals(word))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    AlfredException.invalid(
                                            "kind",
                                            "there is no such kind of model",
                                            "use one of "
                                                    + Stream.of(ModelKind.values())
                                                            .map(ModelPricesResource::wireName)
                                                            .collect(Collectors.joining(", "))));
        }

        private static OptionalLong optional(@Nullable Long value) {
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }
    }

    private static String wireName(ModelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Prices of prompts that are longer than so many tokens. */
    public record TierJson(
            long aboveTokens,
            Credits input,
            Credits cachedRead,
            Credits cachedWrite,
            Credits output,
            Optional<Credits> audioInput,
            Optional<Credits> audioOutput) {
        static TierJson from(LongContextTier tier) {
            return new TierJson(
                    tier.aboveTokens(),
                    Credits.ofNanos(tier.input()),
                    Credits.ofNanos(tier.cachedRead()),
                    Credits.ofNanos(tier.cachedWrite()),
                    Credits.ofNanos(tier.output()),
                    told(tier.audio().input()),
                    told(tier.audio().output()));
        }
    }

    /**
     * What a model costs in another service tier.
     *
     * @param forShow whether no call here can ask for it, as for batches
     */
    public record ServiceTierJson(
            Credits input,
            Credits cachedRead,
            Credits cachedWrite,
            Credits output,
            Optional<Credits> reasoning,
            List<TierJson> longContext,
            boolean forShow) {
        static ServiceTierJson from(ModelPrice price, boolean forShow) {
            return new ServiceTierJson(
                    Credits.ofNanos(price.input()),
                    Credits.ofNanos(price.cachedRead()),
                    Credits.ofNanos(price.cachedWrite()),
                    Credits.ofNanos(price.output()),
                    Optional.of(price)
                            .filter(p -> p.reasoningSurcharge() > 0)
                            .map(p -> Credits.ofNanos(p.reasoning())),
                    price.longContext().stream().map(TierJson::from).toList(),
                    forShow);
        }

        /** By the names of the tiers. */
        static Map<String, ServiceTierJson> all(ModelPrice price) {
            Map<String, ServiceTierJson> tiers = new TreeMap<>();
            TierPrices told = price.tiers();
            told.prices()
                    .forEach(
                            (tier, other) ->
                                    tiers.put(
                                            tier.wireName(),
                                            from(
                                                    other,
                                                    tier == ServiceTier.BATCH
                                                            || told.forShow().contains(tier))));
            return tiers;
        }
    }

    /** A model; prices as in {@link PriceRequest}, absent when nobody has told them. */
    public record ModelJson(
            String id,
            String provider,
            String model,
            String kind,
            String upstreamModel,
            Optional<Credits> input,
            Optional<Credits> cachedRead,
            Optional<Credits> cachedWrite,
            Optional<Credits> output,
            Optional<Credits> reasoning,
            Optional<Credits> audioInput,
            Optional<Credits> audioCachedRead,
            Optional<Credits> audioOutput,
            List<TierJson> longContext,
            Map<String, ServiceTierJson> serviceTiers,
            Optional<Credits> perCall,
            Optional<Credits> perImage,
            @JsonProperty("per_1m_characters") Optional<Credits> perMillionCharacters,
            Optional<Credits> perMinute,
            long contextTokens,
            long maxOutputTokens,
            List<String> capabilities,
            Optional<String> priceVersion,
            boolean available) {
        static ModelJson from(Model model, boolean available) {
            Optional<ModelPrice> price = model.price();
            return new ModelJson(
                    model.id(),
                    model.provider(),
                    model.name(),
                    wireName(model.kind()),
                    model.upstreamName(),
                    price.map(p -> Credits.ofNanos(p.input())),
                    price.map(p -> Credits.ofNanos(p.cachedRead())),
                    price.map(p -> Credits.ofNanos(p.cachedWrite())),
                    price.map(p -> Credits.ofNanos(p.output())),
                    price.filter(p -> p.reasoningSurcharge() > 0)
                            .map(p -> Credits.ofNanos(p.reasoning())),
                    price.flatMap(p -> told(p.audio().input())),
                    price.flatMap(p -> told(p.audio().cachedRead())),
                    price.flatMap(p -> told(p.audio().output())),
                    price.stream()
                            .flatMap(p -> p.longContext().stream())
                            .map(TierJson::from)
                            .toList(),
                    price.map(ServiceTierJson::all).orElseGet(Map::of),
                    price.map(p -> Credits.ofNanos(p.perCall())),
                    price.map(p -> Credits.ofNanos(p.units().perImage())),
                    price.map(p -> Credits.ofNanos(p.units().perMillionCharacters())),
                    price.map(p -> Credits.ofNanos(p.units().perMinute())),
                    model.contextTokens(),
                    model.maxOutputTokens(),
                    model.capabilities().stream().sorted().toList(),
                    price.map(ModelPrice::version),
                    available);
        }
    }

    private static Optional<Credits> told(OptionalLong nanos) {
        return nanos.isPresent()
                ? Optional.of(Credits.ofNanos(nanos.getAsLong()))
                : Optional.empty();
    }

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<ModelJson> list(
            @QueryParam("provider") @Nullable String provider,
            @QueryParam("org") @Nullable String org,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Optional<UUID> scope = directory.scope(caller.get(), Optional.ofNullable(org));
        Set<String> available =
                catalog.available().stream().map(Model::id).collect(Collectors.toSet());
        return NamedList.slice(
                catalog.all().stream()
                        .filter(model -> provider == null || model.provider().equals(provider))
                        .map(model -> catalog.forOrg(scope, model))
                        .map(model -> ModelJson.from(model, available.contains(model.id())))
                        .toList(),
                ModelJson::id,
                Page.of(limit, after));
    }

    @PUT
    @Path("/{provider}/{model: .+}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(installationOnly = true)
    public ModelJson set(
            @PathParam("provider") String provider,
            @PathParam("model") String model,
            @QueryParam("org") @Nullable String org,
            PriceRequest request) {
        return shown(
                org == null
                        ? models.setPrice(caller.get(), provider, model, request.toChange())
                        : models.setOrgPrice(
                                caller.get(), orgId(org), provider, model, request.toChange()));
    }

    @DELETE
    @Path("/{provider}/{model: .+}")
    @Allowed(installationOnly = true)
    public ModelJson withdraw(
            @PathParam("provider") String provider,
            @PathParam("model") String model,
            @QueryParam("org") @Nullable String org) {
        if (org == null) {
            throw AlfredException.invalid(
                    "org",
                    "org is missing",
                    "name the org whose own price is withdrawn; the price for all can only be set");
        }
        return shown(models.withdrawOrgPrice(caller.get(), orgId(org), provider, model));
    }

    private UUID orgId(String idOrName) {
        return directory.scope(caller.get(), Optional.of(idOrName)).orElseThrow();
    }

    private ModelJson shown(Model priced) {
        boolean available = catalog.available().stream().anyMatch(m -> m.id().equals(priced.id()));
        return ModelJson.from(priced, available);
    }
}

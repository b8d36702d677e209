package io.alfred.gateway;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.catalog.CatalogDiff;
import io.alfred.catalog.CatalogStore;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.PriceChange;
import io.alfred.identity.Caller;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.Locale;
import java.util.UUID;

/** Prices models: the price and its audit row change together. */
@Stateless
public class ModelAdmin {
    @Inject private CatalogStore store;
    @Inject private AuditTrail trail;

    /** Adds a price as a new version, and the model if the catalogue does not know it. */
    public Model setPrice(Caller actor, String provider, String name, PriceChange change) {
        Model model = store.setPrice(provider, name, change);
        ModelPrice price = model.price().orElseThrow();
        trail.append(
                priced(AuditEvent.of(AuditKind.MODEL_PRICED), price)
                        .actor(actor.principalId())
                        .with("model", model.id())
                        .with("version", price.version())
                        .with("input", price.input())
                        .with("cached_read", price.cachedRead())
                        .with("cached_write", price.cachedWrite())
                        .with("output", price.output())
                        .with("per_call", price.perCall())
                        .with("kind", model.kind().name().toLowerCase(Locale.ROOT))
                        .with("per_image", price.units().perImage())
                        .with("per_1m_characters", price.units().perMillionCharacters())
                        .with("per_minute", price.units().perMinute()));
        return model;
    }

    private static AuditEvent priced(AuditEvent event, ModelPrice price) {
        AuditEvent priced = event;
        if (price.audio().input().isPresent()) {
            priced = priced.with("audio_input", price.audio().input().getAsLong());
        }
        if (price.audio().output().isPresent()) {
            priced = priced.with("audio_output", price.audio().output().getAsLong());
        }
        return priced;
    }

    /** What a newer file of a provider would change; changes nothing. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public CatalogDiff compare(String provider, String content) {
        return store.compare(provider, content);
    }

    /** Takes a newer file of a provider in place of the one that is used. */
    public CatalogDiff replace(Caller actor, String provider, String content) {
        CatalogDiff diff = store.replace(provider, content);
        trail.append(
                AuditEvent.of(AuditKind.CATALOG_REPLACED)
                        .actor(actor.principalId())
                        .with("provider", provider)
                        .with("before", diff.versionBefore().orElse(""))
                        .with("after", diff.versionAfter())
                        .with("changes", diff.changes().size()));
        return diff;
    }

    /** Sets what an org pays for a model from now on. */
    public Model setOrgPrice(
            Caller actor, UUID org, String provider, String name, PriceChange change) {
        Model model = store.setOrgPrice(org, provider, name, change);
        ModelPrice price = model.price().orElseThrow();
        trail.append(
                priced(AuditEvent.of(AuditKind.ORG_PRICE_SET), price)
                        .actor(actor.principalId())
                        .org(org)
                        .with("model", model.id())
                        .with("version", price.version())
                        .with("input", price.input())
                        .with("cached_read", price.cachedRead())
                        .with("cached_write", price.cachedWrite())
                        .with("output", price.output())
                        .with("per_call", price.perCall()));
        return model;
    }

    /** Lets an org pay what all pay from now on. */
    public Model withdrawOrgPrice(Caller actor, UUID org, String provider, String name) {
        Model model = store.withdrawOrgPrice(org, provider, name);
        trail.append(
                AuditEvent.of(AuditKind.ORG_PRICE_WITHDRAWN)
                        .actor(actor.principalId())
                        .org(org)
                        .with("model", model.id()));
        return model;
    }
}

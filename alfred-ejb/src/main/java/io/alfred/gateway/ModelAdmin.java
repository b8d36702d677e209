package io.alfred.gateway;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.catalog.CatalogStore;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.PriceChange;
import io.alfred.identity.Caller;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import java.util.Locale;

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
                AuditEvent.of(AuditKind.MODEL_PRICED)
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
}

package io.alfred.gateway;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.catalog.Catalog;
import io.alfred.catalog.CatalogStore;
import io.alfred.catalog.Model;
import io.alfred.catalog.ProviderChange;
import io.alfred.catalog.ProviderSettings;
import io.alfred.identity.Caller;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.providers.ExactJson;
import io.alfred.providers.ProviderProbe;
import io.alfred.providers.Providers;
import io.alfred.secrets.SecretStore;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Sets up providers: address, key and state change together with their audit rows, or not. */
@Stateless
public class ProviderAdmin {
    @Inject private Catalog catalog;
    @Inject private CatalogStore store;
    @Inject private SecretStore secrets;
    @Inject private Providers providers;
    @Inject private AuditTrail trail;

    /**
     * A change of a provider; what is empty stays as it is.
     *
     * @param apiKey the credential that Alfred sends upstream; never logged or audited
     */
    public record Change(ProviderChange settings, Optional<String> apiKey) {
        @Override
        public String toString() {
            return "Change[" + settings + "]";
        }
    }

    /**
     * A provider with what Alfred keeps for it.
     *
     * @param models how many of its models Alfred knows
     */
    public record ProviderState(ProviderSettings settings, boolean hasKey, long models) {}

    /** The name under which a provider's credential lies in the secret store. */
    public static String secretName(String provider) {
        return "provider/" + provider;
    }

    public ProviderState set(Caller actor, String name, Change change) {
        ProviderSettings settings = store.setProvider(name, change.settings());
        trail.append(
                AuditEvent.of(AuditKind.PROVIDER_SET)
                        .actor(actor.principalId())
                        .with("provider", settings.name())
                        .with("base_url", settings.baseUrl().toString())
                        .with("protocol", settings.protocol().wireName())
                        .with("auth", settings.auth().wireName())
                        .with("active", settings.active()));
        change.apiKey()
                .ifPresent(
                        key -> {
                            secrets.put(secretName(settings.name()), requireKey(settings, key));
                            trail.append(
                                    AuditEvent.of(AuditKind.SECRET_SET)
                                            .actor(actor.principalId())
                                            .with("provider", settings.name()));
                        });
        return state(settings);
    }

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<ProviderState> list() {
        return catalog.providers().stream().map(this::state).toList();
    }

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public ProviderState find(String name) {
        return state(require(name));
    }

    /** Asks the provider whether it takes the stored key. No transaction is open meanwhile. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public ProviderProbe test(Caller actor, String name) {
        ProviderSettings settings = require(name);
        ProviderProbe probe = providers.test(settings, secrets.get(secretName(settings.name())));
        AuditEvent tested =
                AuditEvent.of(AuditKind.PROVIDER_TESTED)
                        .actor(actor.principalId())
                        .with("provider", settings.name())
                        .with("ok", probe.ok());
        trail.record(
                probe.status().isPresent()
                        ? tested.with("status", probe.status().getAsInt())
                        : tested);
        return probe;
    }

    private ProviderSettings require(String name) {
        return catalog.provider(name)
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "provider \"" + name + "\" is not set up",
                                        "set it up: alfred provider set " + name));
    }

    private ProviderState state(ProviderSettings settings) {
        long models =
                catalog.all().stream().map(Model::provider).filter(settings.name()::equals).count();
        return new ProviderState(settings, secrets.has(secretName(settings.name())), models);
    }

    /** Without line breaks; what it has to hold is known to who signs with it. */
    private static String credential(String json) {
        try {
            return ExactJson.readObject(json.getBytes(StandardCharsets.UTF_8)).toString();
        } catch (AlfredException e) {
            // no cause: its message may quote a part of the credential
            throw AlfredException.invalid(
                    "api_key",
                    "api_key begins like JSON and is not one JSON object",
                    "send the file exactly as the provider gave it");
        }
    }

    private static String requireKey(ProviderSettings provider, String raw) {
        String key = raw.strip();
        if (provider.auth().takesJson() && key.startsWith("{")) {
            return credential(key);
        }
        // It becomes a header value: a line break would start another header.
        if (key.isEmpty()
                || key.length() > SecretStore.VALUE_CHARS_MAX
                || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw AlfredException.invalid(
                    "api_key",
                    "api_key is empty, too long or holds characters that a header cannot",
                    "send the key exactly as the provider shows it");
        }
        return key;
    }
}

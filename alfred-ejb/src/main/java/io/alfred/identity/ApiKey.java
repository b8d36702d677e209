package io.alfred.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A key of a principal. The secret itself is not here: only its prefix and its hash. */
@Entity
@Table(name = "api_key")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
class ApiKey {
    @Id private UUID id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "principal_id")
    private Principal principal;

    @ManyToOne
    @JoinColumn(name = "org_id")
    private @Nullable Organization org;

    @Column(name = "wallet_id")
    @Convert(converter = UuidColumn.class)
    private @Nullable UUID walletId;

    private String name;

    private String prefix;

    @Column(name = "secret_hash")
    private byte[] secretHash;

    @Column(name = "scope_v1")
    private boolean scopeV1;

    @Column(name = "scope_api")
    private boolean scopeApi;

    private State state;

    @Column(name = "created_at")
    @Convert(converter = InstantColumn.class)
    private Instant createdAt;

    @Column(name = "expires_at")
    @Convert(converter = InstantColumn.class)
    private @Nullable Instant expiresAt;

    @Column(name = "revoked_at")
    @Convert(converter = InstantColumn.class)
    private @Nullable Instant revokedAt;

    protected ApiKey() {}

    ApiKey(UUID id, Principal principal, KeySecret secret, KeyOrder order, Instant createdAt) {
        this.id = id;
        this.principal = principal;
        this.org = principal.org().orElse(null);
        this.walletId = order.walletId().orElse(null);
        this.name = Name.of("name", order.name()).text();
        this.prefix = secret.prefix();
        this.secretHash = secret.hash();
        this.scopeV1 = order.scopeV1();
        this.scopeApi = order.scopeApi();
        this.state = State.ACTIVE;
        this.createdAt = createdAt;
        this.expiresAt = order.expiresAt().orElse(null);
    }

    /** Ends the key for good. Returns false when it had ended before. */
    boolean revoke(Instant now) {
        if (state == State.REVOKED) {
            return false;
        }
        state = State.REVOKED;
        revokedAt = now;
        return true;
    }

    /** People name keys after themselves and their machines. */
    void forgetName() {
        name = "erased";
    }

    void debitFrom(UUID wallet) {
        walletId = wallet;
    }

    /** The wallet that calls with this key debit. */
    Optional<UUID> walletId() {
        return Optional.ofNullable(walletId);
    }

    UUID id() {
        return id;
    }

    Principal principal() {
        return principal;
    }

    Optional<Organization> org() {
        return Optional.ofNullable(org);
    }

    String name() {
        return name;
    }

    String prefix() {
        return prefix;
    }

    boolean opensApi() {
        return scopeApi;
    }

    List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        if (scopeApi) {
            scopes.add("api");
        }
        if (scopeV1) {
            scopes.add("v1");
        }
        return List.copyOf(scopes);
    }

    State state() {
        return state;
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }
}

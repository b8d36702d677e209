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
import java.util.Optional;
import java.util.UUID;

/** Whoever can hold a key: a user, a service account, or the installation's operator. */
@Entity
@Table(name = "principal")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
class Principal {
    static final String USER = "user";
    static final String SERVICE = "service";
    static final String INSTALLATION = "installation";

    @Id private UUID id;

    @ManyToOne
    @JoinColumn(name = "org_id")
    private @Nullable Organization org;

    private String kind;

    private Role role;

    private State state;

    @Column(name = "created_at")
    @Convert(converter = InstantColumn.class)
    private Instant createdAt;

    protected Principal() {}

    private Principal(
            UUID id, @Nullable Organization org, String kind, Role role, Instant createdAt) {
        this.id = id;
        this.org = org;
        this.kind = kind;
        this.role = role;
        this.state = State.ACTIVE;
        this.createdAt = createdAt;
    }

    static Principal user(UUID id, Organization org, Role role, Instant createdAt) {
        return new Principal(id, org, USER, role, createdAt);
    }

    static Principal service(UUID id, Organization org, Role role, Instant createdAt) {
        return new Principal(id, org, SERVICE, role, createdAt);
    }

    /** The operator who holds the admin token. */
    static Principal installation(UUID id, Instant createdAt) {
        return new Principal(id, null, INSTALLATION, Role.OWNER, createdAt);
    }

    /** From now on no key of it opens anything. */
    void suspend() {
        state = State.SUSPENDED;
    }

    UUID id() {
        return id;
    }

    Optional<Organization> org() {
        return Optional.ofNullable(org);
    }

    String kind() {
        return kind;
    }

    Role role() {
        return role;
    }

    State state() {
        return state;
    }

    Instant createdAt() {
        return createdAt;
    }
}

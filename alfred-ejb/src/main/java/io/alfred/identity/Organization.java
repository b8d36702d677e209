package io.alfred.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import java.time.Instant;
import java.util.UUID;

/**
 * A customer of the installation; everything but the installation's own operator belongs to one.
 */
@Entity
@Table(name = "organization")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
class Organization {
    @Id private UUID id;

    private String name;

    private State state;

    @Column(name = "created_at")
    @Convert(converter = InstantColumn.class)
    private Instant createdAt;

    protected Organization() {}

    Organization(UUID id, Name name, Instant createdAt) {
        this.id = id;
        this.name = name.text();
        this.state = State.ACTIVE;
        this.createdAt = createdAt;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    State state() {
        return state;
    }

    Instant createdAt() {
        return createdAt;
    }
}

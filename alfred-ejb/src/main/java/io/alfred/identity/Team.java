package io.alfred.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import java.time.Instant;
import java.util.UUID;

/** A group of users of one org. */
@Entity
@Table(name = "team")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
class Team {
    @Id private UUID id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "org_id")
    private Organization org;

    private String name;

    private State state;

    @Column(name = "created_at")
    @Convert(converter = InstantColumn.class)
    private Instant createdAt;

    protected Team() {}

    Team(UUID id, Organization org, Name name, Instant createdAt) {
        this.id = id;
        this.org = org;
        this.name = name.text();
        this.state = State.ACTIVE;
        this.createdAt = createdAt;
    }

    UUID id() {
        return id;
    }

    Organization org() {
        return org;
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

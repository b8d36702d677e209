package io.alfred.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.OptionalLong;
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

    @Column(name = "default_max_output_tokens")
    private @Nullable Long defaultMaxOutputTokens;

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

    OptionalLong defaultMaxOutputTokens() {
        Long tokens = defaultMaxOutputTokens;
        return tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens);
    }

    /** Bounds the output of calls that name no limit; returns whether that is new. */
    boolean boundOutput(OptionalLong tokens) {
        boolean changed = !tokens.equals(defaultMaxOutputTokens());
        defaultMaxOutputTokens = tokens.isPresent() ? (Long) tokens.getAsLong() : null;
        return changed;
    }

    Instant createdAt() {
        return createdAt;
    }
}

package io.alfred.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A person of one org. The name is told here and nowhere else; the audit log knows the id. */
@Entity
@Table(name = "app_user")
@SuppressWarnings("NullAway.Init") // the provider fills the fields
class AppUser {
    @Id private UUID id;

    @MapsId
    @OneToOne(optional = false)
    @JoinColumn(name = "id")
    private Principal principal;

    @ManyToOne(optional = false)
    @JoinColumn(name = "org_id")
    private Organization org;

    @ManyToOne
    @JoinColumn(name = "team_id")
    private @Nullable Team team;

    private String name;

    @Column(name = "created_at")
    @Convert(converter = InstantColumn.class)
    private Instant createdAt;

    @Column(name = "erased_at")
    @Convert(converter = InstantColumn.class)
    private @Nullable Instant erasedAt;

    protected AppUser() {}

    AppUser(Principal principal, Organization org, @Nullable Team team, Name name) {
        this.id = principal.id();
        this.principal = principal;
        this.org = org;
        this.team = team;
        this.name = name.text();
        this.createdAt = principal.createdAt();
    }

    /** Puts a pseudonym in the place of the name. Returns false when that was done before. */
    boolean erase(Instant now) {
        if (erasedAt != null) {
            return false;
        }
        name = pseudonym(id);
        erasedAt = now;
        return true;
    }

    /** The random end of the id: unique, and it tells nothing that the id does not. */
    static String pseudonym(UUID id) {
        String text = id.toString();
        return "erased-" + text.substring(text.lastIndexOf('-') + 1);
    }

    UUID id() {
        return id;
    }

    Principal principal() {
        return principal;
    }

    Organization org() {
        return org;
    }

    Optional<Team> team() {
        return Optional.ofNullable(team);
    }

    String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }
}

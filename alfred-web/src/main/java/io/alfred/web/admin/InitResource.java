package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.alfred.gateway.Onboarding;
import io.alfred.identity.KeyRing.EnsuredKey;
import io.alfred.kernel.Credits;
import io.alfred.ledger.WalletView;
import io.alfred.web.Allowed;
import io.alfred.web.Field;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /api/init}: org, team, user, wallets and key in one call that may be repeated. */
@Path("/api/init")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class InitResource {
    @Inject private RequestCaller caller;
    @Inject private Onboarding onboarding;

    /** What to set up; {@code credits} limit the org's wallet if it has no limit yet. */
    public record Request(
            @Nullable String org,
            @Nullable String team,
            @Nullable String user,
            @Nullable Credits credits) {}

    public record Named(UUID id, String name) {}

    public record Wallet(UUID id, String owner, Optional<Credits> allotted) {
        static Wallet from(WalletView wallet) {
            return new Wallet(wallet.id(), wallet.name(), wallet.allotted());
        }
    }

    /** The user's key; the secret only when it was made by this call. */
    public record Key(
            UUID id,
            String prefix,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {
        static Key from(EnsuredKey key) {
            return new Key(key.key().id(), key.key().prefix(), key.secret());
        }
    }

    public record Answer(Named org, Named team, Named user, List<Wallet> wallets, Key key) {
        static Answer from(Onboarding.Result result) {
            return new Answer(
                    new Named(result.org().id(), result.org().name()),
                    new Named(result.team().id(), result.team().name()),
                    new Named(result.user().id(), result.user().name()),
                    result.wallets().stream().map(Wallet::from).toList(),
                    Key.from(result.key()));
        }
    }

    @POST
    @Allowed(installationOnly = true)
    public Answer init(Request request) {
        return Answer.from(
                onboarding.init(
                        caller.get(),
                        new Onboarding.Setup(
                                Field.required("org", request.org()),
                                Field.required("team", request.team()),
                                Field.required("user", request.user()),
                                Optional.ofNullable(request.credits()))));
    }
}

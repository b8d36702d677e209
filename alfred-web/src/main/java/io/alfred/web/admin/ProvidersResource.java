package io.alfred.web.admin;

import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderAuth;
import io.alfred.catalog.ProviderChange;
import io.alfred.gateway.ProviderAdmin;
import io.alfred.gateway.ProviderAdmin.Change;
import io.alfred.gateway.ProviderAdmin.ProviderState;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.providers.ProviderProbe;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Providers. They belong to the installation, so only its operator changes them. */
@Path("/api/providers")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ProvidersResource {
    @Inject private RequestCaller caller;
    @Inject private ProviderAdmin providers;

    /** What to change; what is missing stays. */
    public record ProviderRequest(
            @Nullable String baseUrl,
            @Nullable String protocol,
            @Nullable String auth,
            @Nullable String apiKey,
            @Nullable String state) {
        @Override
        public String toString() {
            return "ProviderRequest[" + baseUrl + "]";
        }

        Change toChange() {
            return new Change(
                    new ProviderChange(
                            Optional.ofNullable(baseUrl),
                            Optional.ofNullable(protocol).map(ProviderRequest::protocolOf),
                            Optional.ofNullable(auth).map(ProviderRequest::authOf),
                            Optional.ofNullable(state).map(ProviderRequest::active)),
                    Optional.ofNullable(apiKey));
        }

        private static Protocol protocolOf(String name) {
            return Protocol.of(name)
                    .orElseThrow(
                            () ->
                                    AlfredException.invalid(
                                            "protocol",
                                            "protocol is not known",
                                            "use one of "
                                                    + names(
                                                            Protocol.values(),
                                                            Protocol::wireName)));
        }

        private static ProviderAuth authOf(String name) {
            return ProviderAuth.of(name)
                    .orElseThrow(
                            () ->
                                    AlfredException.invalid(
                                            "auth",
                                            "auth is not known",
                                            "use one of "
                                                    + names(
                                                            ProviderAuth.values(),
                                                            ProviderAuth::wireName)));
        }

        private static <T> String names(T[] values, Function<T, String> name) {
            return Stream.of(values).map(name).collect(Collectors.joining(", "));
        }

        private static boolean active(String state) {
            return switch (state) {
                case "active" -> true;
                case "disabled" -> false;
                default ->
                        throw AlfredException.invalid(
                                "state", "state is not known", "use active or disabled");
            };
        }
    }

    /** A provider; its key is never shown, only whether there is one. */
    public record ProviderJson(
            String name,
            String baseUrl,
            String protocol,
            String auth,
            String state,
            boolean hasKey,
            long models,
            boolean builtin) {
        static ProviderJson from(ProviderState provider) {
            return new ProviderJson(
                    provider.settings().name(),
                    provider.settings().baseUrl().toString(),
                    provider.settings().protocol().wireName(),
                    provider.settings().auth().wireName(),
                    provider.settings().active() ? "active" : "disabled",
                    provider.hasKey(),
                    provider.models(),
                    provider.settings().builtin());
        }
    }

    /** What a test found. */
    public record ProbeJson(boolean ok, OptionalInt status, long latencyMs, String detail) {
        static ProbeJson from(ProviderProbe probe) {
            return new ProbeJson(probe.ok(), probe.status(), probe.latencyMs(), probe.detail());
        }
    }

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public Slice<ProviderJson> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return NamedList.slice(
                providers.list().stream().map(ProviderJson::from).toList(),
                ProviderJson::name,
                Page.of(limit, after));
    }

    @GET
    @Path("/{name}")
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public ProviderJson get(@PathParam("name") String name) {
        return ProviderJson.from(providers.find(name));
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(installationOnly = true)
    public ProviderJson set(@PathParam("name") String name, ProviderRequest request) {
        return ProviderJson.from(providers.set(caller.get(), name, request.toChange()));
    }

    @POST
    @Path("/{name}/test")
    @Allowed(installationOnly = true)
    public ProbeJson test(@PathParam("name") String name) {
        return ProbeJson.from(providers.test(caller.get(), name));
    }
}

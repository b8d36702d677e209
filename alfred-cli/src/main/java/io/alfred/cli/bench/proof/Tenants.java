package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Who spends in a proof run: two orgs of two teams of two users each, with a limit on one wallet of
 * every level that is small enough to be hit all the time.
 */
final class Tenants {
    private static final BigDecimal AMPLE = new BigDecimal("1000");

    /** A few dozen worst cases. */
    private static final BigDecimal TIGHT = new BigDecimal("0.02");

    /** What an operator adds to a tight wallet now and then. */
    private static final BigDecimal GRANT = new BigDecimal("0.015");

    private final List<Account> accounts = new ArrayList<>();
    private final List<String> tight = new ArrayList<>();

    /**
     * A user's way in.
     *
     * @param path ids of the wallets that a charge hits: the user's, the team's, the org's
     */
    record Account(String key, List<String> path) {
        String wallet() {
            return path.getFirst();
        }
    }

    private Tenants() {}

    static Tenants found(Api api, URI provider, String providerKey) {
        Tenants tenants = new Tenants();
        api.put(
                ApiPath.of("api", "providers", Tariff.PROVIDER),
                Json.object().put("base_url", provider.toString()).put("api_key", providerKey));
        api.put(
                ApiPath.of("api", "models", Tariff.PROVIDER, Tariff.MODEL),
                Json.object()
                        .put("input", Tariff.INPUT)
                        .put("output", Tariff.OUTPUT)
                        .put("context_tokens", 100_000)
                        .put("max_output_tokens", 1000));
        for (String org : List.of("north", "south")) {
            for (String team : List.of("one", "two")) {
                for (String user : List.of("ana", "bo")) {
                    tenants.accounts.add(account(api, org, team, user));
                }
            }
        }
        // north as a whole, team one of south, one user of south's team two
        tenants.limit(api, tenants.accounts.get(0).path().get(2));
        tenants.limit(api, tenants.accounts.get(4).path().get(1));
        tenants.limit(api, tenants.accounts.get(6).path().get(0));
        return tenants;
    }

    private static Account account(Api api, String org, String team, String user) {
        ObjectNode setup =
                Json.object().put("org", org).put("team", team).put("user", user + "-" + team);
        JsonNode made = api.post(ApiPath.of("api", "init"), setup.put("credits", AMPLE));
        List<String> path = new ArrayList<>();
        for (String level : List.of("user:", "team:", "org:")) {
            for (JsonNode wallet : made.path("wallets")) {
                if (wallet.path("owner").asText().startsWith(level)) {
                    path.add(wallet.path("id").asText());
                }
            }
        }
        if (path.size() != 3) {
            throw new IllegalStateException("not a wallet per level: " + made.path("wallets"));
        }
        return new Account(made.at("/key/secret").asText(), List.copyOf(path));
    }

    private void limit(Api api, String wallet) {
        api.put(
                ApiPath.of("api", "wallets", wallet, "limit"),
                Json.object().put("allotted", TIGHT).put("reason", "proof run"));
        tight.add(wallet);
    }

    List<Account> accounts() {
        return accounts;
    }

    /** Gives the tight wallets a little more, as operators do while money moves. */
    void grant(Api api) {
        for (String wallet : tight) {
            grant(api, wallet, GRANT);
        }
    }

    /** Makes room for corrections by the bill, which a full wallet could not take. */
    void grantAmple(Api api) {
        for (String wallet : tight) {
            grant(api, wallet, AMPLE);
        }
    }

    private static void grant(Api api, String wallet, BigDecimal amount) {
        api.post(
                ApiPath.of("api", "wallets", wallet, "grants"),
                Json.object().put("amount", amount).put("reason", "proof run"));
    }
}

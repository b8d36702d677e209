package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;

/** An org with one team and one user of its own, made by {@code init}, so that tests stay apart. */
record Tenant(
        String org,
        String team,
        String user,
        String secret,
        String keyId,
        String orgWallet,
        String teamWallet,
        String userWallet) {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** A tenant whose org may spend so many credits. */
    static Tenant withCredits(String credits) {
        return create(new BigDecimal(credits));
    }

    static Tenant withoutLimit() {
        return create(null);
    }

    private static Tenant create(BigDecimal credits) {
        int number = COUNT.incrementAndGet();
        ObjectNode setup =
                Json.object()
                        .put("org", "org-" + number)
                        .put("team", "team-" + number)
                        .put("user", "user-" + number);
        if (credits != null) {
            setup.put("credits", credits);
        }
        JsonNode made = AlfredClient.admin().post("/api/init", setup).expect(200);
        return new Tenant(
                "org-" + number,
                "team-" + number,
                "user-" + number,
                made.path("key").path("secret").textValue(),
                made.path("key").path("id").textValue(),
                made.path("wallets").path(0).path("id").textValue(),
                made.path("wallets").path(1).path("id").textValue(),
                made.path("wallets").path(2).path("id").textValue());
    }

    AlfredClient client() {
        return AlfredClient.with(secret);
    }

    /** A further key of the org with scope {@code api}, held by a service account. */
    AlfredClient operator(String role) {
        ObjectNode order =
                Json.object().put("org", org).put("name", role + " of " + org).put("role", role);
        order.putArray("scopes").add("api");
        JsonNode made = AlfredClient.admin().post("/api/keys", order).expect(201);
        return AlfredClient.with(made.path("secret").textValue());
    }

    void limit(String wallet, BigInteger nanos) {
        AlfredClient.admin()
                .put(
                        "/api/wallets/" + wallet + "/limit",
                        Json.object()
                                .put("allotted", new BigDecimal(nanos, 9))
                                .put("reason", "test"))
                .expect(200);
    }

    static JsonNode wallet(String id) {
        return AlfredClient.admin().get("/api/wallets/" + id).expect(200);
    }

    /** What the user's wallet has spent, nano-credits, once nothing is held any more. */
    BigInteger spent() {
        return spent(userWallet);
    }

    static BigInteger spent(String wallet) {
        Await.until(
                "nothing is held on " + wallet,
                () -> Json.nanos(wallet(wallet).path("held")).signum() == 0);
        return Json.nanos(wallet(wallet).path("spent"));
    }
}

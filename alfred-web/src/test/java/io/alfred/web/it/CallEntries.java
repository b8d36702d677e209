package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.StreamSupport;

/** What the ledger tells about the calls of one tenant. */
record CallEntries(List<JsonNode> entries) {
    /** All entries of the user's wallet, once nothing is held any more. */
    static CallEntries of(Tenant tenant) {
        tenant.spent();
        JsonNode items =
                AlfredClient.admin()
                        .get("/api/ledger/entries?wallet=" + tenant.userWallet())
                        .expect(200)
                        .path("items");
        return new CallEntries(StreamSupport.stream(items.spliterator(), false).toList());
    }

    /** How many entries there are of a kind, such as {@code HOLD}. */
    long count(String kind) {
        return entries.stream().filter(entry -> kind(entry).equals(kind)).count();
    }

    /** The one charge of a tenant's calls, once it is there: an answer does not wait for it. */
    static JsonNode charge(Tenant tenant) {
        Await.until("the settle", () -> of(tenant).count("SETTLE") > 0);
        return of(tenant).charge();
    }

    private JsonNode charge() {
        List<JsonNode> charges =
                entries.stream().filter(entry -> kind(entry).equals("SETTLE")).toList();
        if (charges.size() != 1) {
            throw new AssertionError(charges.size() + " charges, not 1: " + entries);
        }
        return charges.get(0);
    }

    private static String kind(JsonNode entry) {
        return entry.path("kind").asText();
    }
}

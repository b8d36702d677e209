package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** What must hold after every test, whatever it did. */
final class Books {
    private Books() {}

    static void balance() {
        JsonNode check = AlfredClient.admin().get("/api/ledger/check").expect(200);
        assertThat(check.path("violations")).isEmpty();
        assertThat(check.path("ok").booleanValue()).isTrue();
        assertThat(check.path("entries").longValue()).isPositive();
    }

    static void logVerifies() {
        JsonNode verified = AlfredClient.admin().get("/api/audit/verify").expect(200);
        assertThat(verified.path("first_broken").isNull()).as(verified.toString()).isTrue();
        assertThat(verified.path("ok").booleanValue()).isTrue();
        assertThat(verified.path("rows").longValue()).isPositive();
    }

    /** The entry that resolved a call, once it is there. */
    static JsonNode resolution(String tx) {
        JsonNode[] found = new JsonNode[1];
        Await.until(
                "call " + tx + " is resolved",
                () -> {
                    JsonNode entries =
                            AlfredClient.admin().get("/api/ledger/entries?tx=" + tx).expect(200);
                    for (JsonNode entry : entries.path("items")) {
                        String kind = entry.path("kind").asText();
                        if (kind.equals("SETTLE") || kind.equals("RELEASE")) {
                            found[0] = entry;
                        }
                    }
                    return found[0] != null;
                });
        return found[0];
    }

    /** The state of a call's hold. */
    static String holdState(String tx) {
        return hold(tx).path("state").asText();
    }

    static JsonNode hold(String tx) {
        JsonNode holds = AlfredClient.admin().get("/api/ledger/holds?tx=" + tx).expect(200);
        return holds.path("items").path(0);
    }
}

package io.alfred.web.it;

import java.util.List;

/** Vertex AI on the test's provider: where its models are, and what they cost. */
final class Vertex {
    static final String GOOGLE = "google-vertex";
    static final String ANTHROPIC = "google-vertex-anthropic";

    static final String FLASH = GOOGLE + "/gemini-2.5-flash";
    static final String PRO = GOOGLE + "/gemini-2.5-pro";

    /** At the prices of {@link Claude}. */
    static final String HAIKU = ANTHROPIC + "/claude-haiku-4-5@20251001";

    static final String SONNET = ANTHROPIC + "/claude-sonnet-4-6@default";

    /** As in the catalogue: 0.30, 0.075 and 2.50 USD per 1,000,000 tokens. */
    static final Price FLASH_PRICE = new Price(300_000_000, 75_000_000, 2_500_000_000L);

    /** As published: 3.00, 0.30 and 15.00 USD, up to 200,000 tokens of prompt. */
    static final Price SONNET_PRICE = new Price(3_000_000_000L, 300_000_000, 15_000_000_000L);

    /** As published: 6.00, 0.60 and 22.50 USD, for longer prompts. */
    static final Price SONNET_PRICE_LONG = new Price(6_000_000_000L, 600_000_000, 22_500_000_000L);

    private static final String PLACE = "/v1/projects/acme-prod/locations/europe-west1";

    private Vertex() {}

    /** Sets both providers up, pointed at the test's, with keys that nobody had a token for. */
    static void configure() {
        for (String name : List.of(GOOGLE, ANTHROPIC)) {
            configure(name, tokens().keyFile());
        }
    }

    static void configure(String name, String keyFile) {
        TwoSdksTest.configure(
                name,
                Json.object()
                        .put("base_url", TwoSdksTest.root() + PLACE)
                        .put("protocol", "vertex")
                        .put("auth", "google-service-account")
                        .put("api_key", keyFile));
    }

    static void disable() {
        TwoSdksTest.disable(GOOGLE);
        TwoSdksTest.disable(ANTHROPIC);
    }

    static GoogleTokens tokens() {
        return Installation.current().googleTokens();
    }

    /** Answers like this to who brings a token. */
    static void answer(TestProvider.Reply reply) {
        Installation.current().provider().answer(tokens().guarding(reply));
    }

    /** The path of a method of a model. */
    static String path(String model, String method) {
        String publisher = model.startsWith(ANTHROPIC) ? "anthropic" : "google";
        String name = model.substring(model.indexOf('/') + 1);
        return PLACE + "/publishers/" + publisher + "/models/" + name + ":" + method;
    }
}

package io.alfred.catalog;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is published about a provider.
 *
 * @param name as in {@code provider/model}
 * @param title what it calls itself
 * @param baseUrl with names in braces where every account has an address of its own
 * @param keyVariable the environment variable that its own tools read the key from; may be empty
 * @param docs the page that lists its models; may be empty
 * @param regions where its addresses or names of models tell some
 * @param priceVersion names the prices of this file
 * @param source where they were read
 */
public record ProviderFacts(
        String name,
        String title,
        String baseUrl,
        Protocol protocol,
        ProviderAuth auth,
        String keyVariable,
        String docs,
        List<String> regions,
        String priceVersion,
        String source) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z_]+}");

    static ProviderFacts read(JsonNode file) {
        Protocol protocol =
                Protocol.of(file.path("protocol").asText("openai"))
                        .orElseThrow(
                                () -> new IllegalArgumentException("its protocol is not known"));
        List<String> regions = new ArrayList<>();
        file.path("regions").forEach(each -> regions.add(each.asText()));
        String name = file.required("provider").asText();
        return new ProviderFacts(
                name,
                file.path("title").asText(name),
                file.required("base_url").asText(),
                protocol,
                file.has("auth")
                        ? ProviderAuth.of(file.path("auth").asText())
                                .orElseThrow(
                                        () -> new IllegalArgumentException("its auth is not known"))
                        : protocol.usualAuth(),
                file.path("key_variable").asText(""),
                file.path("docs").asText(""),
                List.copyOf(regions),
                file.required("price_version").asText(),
                file.path("source").asText(""));
    }

    /** The address that all its customers share; empty where each has one of its own. */
    public Optional<URI> sharedUrl() {
        return PLACEHOLDER.matcher(baseUrl).find()
                ? Optional.empty()
                : Optional.of(URI.create(baseUrl));
    }
}

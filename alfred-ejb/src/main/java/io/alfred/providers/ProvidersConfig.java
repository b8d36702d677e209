package io.alfred.providers;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings of calls to providers.
 *
 * @param googleTokenUri {@code alfred.google.token-uri}: where assertions of Google service
 *     accounts are sent, such as a private endpoint of Google's; default: where the account's key
 *     file says, which has to be at Google. Only the operator can set it, since whoever gets an
 *     assertion can get a token with it
 * @param fastByDefault {@code alfred.providers.fast-by-default}: names of providers, separated by
 *     commas, that serve calls in Fast mode (Priority) which name no service tier, as the settings
 *     of a project at OpenAI can say; default: none. More is held for such calls then
 */
record ProvidersConfig(Optional<URI> googleTokenUri, Set<String> fastByDefault) {
    static final ProvidersConfig DEFAULT = new ProvidersConfig(Optional.empty(), Set.of());

    private static final String GOOGLE_TOKEN_URI = "alfred.google.token-uri";
    private static final String FAST_BY_DEFAULT = "alfred.providers.fast-by-default";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    static ProvidersConfig read(Config config) {
        return new ProvidersConfig(
                config.getOptionalValue(GOOGLE_TOKEN_URI, String.class)
                        .map(ProvidersConfig::tokenUri),
                config.getOptionalValue(FAST_BY_DEFAULT, String.class)
                        .map(ProvidersConfig::names)
                        .orElse(Set.of()));
    }

    static Set<String> names(String text) {
        Set<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        if (!names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw StartupError.config(
                    FAST_BY_DEFAULT,
                    "is not a list of providers' names",
                    "write names as `alfred provider list` has them, such as openai,openai-eu");
        }
        return Set.copyOf(names);
    }

    static URI tokenUri(String text) {
        try {
            URI uri = new URI(text.strip());
            if (isSafe(uri)
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            throw wrong();
        }
        throw wrong();
    }

    /** Whether nobody on the way can read along. */
    private static boolean isSafe(URI uri) {
        String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
        return !host.isEmpty()
                && ("https".equalsIgnoreCase(uri.getScheme())
                        || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(host)));
    }

    private static StartupError wrong() {
        return StartupError.config(
                GOOGLE_TOKEN_URI,
                "is not the address of a token endpoint",
                "write https://HOST/PATH without user, query and fragment (http only for this"
                        + " machine), or leave it out for Google's own");
    }
}

package io.alfred.providers.http;

import io.alfred.catalog.ProviderSettings;
import io.alfred.providers.UpstreamException;
import io.alfred.secrets.Secret;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

import java.util.Map;
import java.util.Optional;

/**
 * Sends requests that tell who calls.
 *
 * <p>Tokens of service accounts can be revoked before their end. A provider that answers 401 to one
 * has not served the call, so the call is sent a second time with a new token, and no third time. A
 * new token that is refused too stays for a while, so that a provider that takes none gets each
 * call once and Google is not asked for every call.
 */
final class SignedRequests {
    private static final int UNAUTHORIZED = 401;

    private final Upstream upstream;
    private final Signer signer;

    SignedRequests(Upstream upstream, Signer signer) {
        this.upstream = upstream;
        this.signer = signer;
    }

    /**
     * Who is asked, with which key, and for what.
     *
     * @param test whether a token is replaced in any case, as an operator waits for what is true
     */
    record Ask(
            ProviderSettings provider, Optional<Secret> key, Signer.Content content, boolean test) {
        /** For a call. */
        Ask(ProviderSettings provider, Optional<Secret> key, Signer.Content content) {
            this(provider, key, content, false);
        }
    }

    /** Makes the request; anew for every time that it is sent. */
    @FunctionalInterface
    interface Draft {
        /**
         * The whole request.
         *
         * @param signature headers that tell who calls
         */
        HttpUriRequestBase request(Map<String, String> signature) throws UpstreamException;
    }

    /** Waits for the head of the response. */
    UpstreamAnswer send(Attempt attempt, Ask ask, Draft draft) throws UpstreamException {
        Map<String, String> signature = signature(attempt, ask);
        UpstreamAnswer answer = sent(attempt, ask, draft, signature);
        Optional<Signer.Token> refused =
                answer.status() == UNAUTHORIZED
                        ? signer.token(ask.provider(), signature)
                        : Optional.empty();
        if (refused.filter(token -> ask.test() || token.replaceable()).isEmpty()) {
            return answer;
        }
        // The connection is given back before others are waited for that ask for a token.
        answer.body().close();
        refused.get().forget();
        return sent(attempt, ask, draft, signature(attempt, ask));
    }

    private UpstreamAnswer sent(
            Attempt attempt, Ask ask, Draft draft, Map<String, String> signature)
            throws UpstreamException {
        UpstreamAnswer answer = upstream.send(attempt, draft.request(signature));
        if (answer.status() != UNAUTHORIZED) {
            signer.token(ask.provider(), signature).ifPresent(Signer.Token::taken);
        }
        return answer;
    }

    private Map<String, String> signature(Attempt attempt, Ask ask) throws UpstreamException {
        return signer.headers(attempt, ask.provider(), ask.key(), ask.content());
    }
}

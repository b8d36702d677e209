package io.alfred.providers.http;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLHandshakeException;

/**
 * The HTTP/1.1 client that all providers are called with; a call has a connection of its own while
 * it lasts.
 *
 * <p>Blocks the calling thread, so it is for virtual threads. A call costs less than half of what
 * the JDK's client takes, which hands every packet from thread to thread (ADR 0017).
 */
public final class Upstream implements AutoCloseable {
    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);

    /** Idle connections are kept for so long unless the provider says otherwise. */
    private static final TimeValue KEPT = TimeValue.ofSeconds(30);

    /**
     * A connection that was idle for longer is looked at before it is used again: the provider may
     * have closed it. The look takes a millisecond, so busy connections are spared it.
     */
    private static final TimeValue TRUSTED = TimeValue.ofMilliseconds(100);

    /** More than there are calls under way: no call waits for another's connection. */
    private static final int CONNECTIONS_MAX = 100_000;

    /** How often a long request looks whether the provider has refused it already. */
    private static final long EARLY_ANSWER_EVERY_BYTES = 4 * SentBody.PIECE_BYTES;

    private static final int HEAD_LINE_CHARS_MAX = 64 * 1024;
    private static final int HEADERS_MAX = 1_000;

    private final LastingConnections connections;
    private final CloseableHttpClient client;

    private Upstream(LastingConnections connections) {
        this.connections = connections;
        this.client = client(connections);
    }

    /** Opens no connection yet. */
    public static Upstream open() {
        return new Upstream(
                new LastingConnections(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                                .setMaxConnPerRoute(CONNECTIONS_MAX)
                                .setMaxConnTotal(CONNECTIONS_MAX)
                                .setTlsSocketStrategy(
                                        DefaultClientTlsStrategy.createSystemDefault())
                                .setConnectionFactory(factory())
                                .setDefaultConnectionConfig(
                                        ConnectionConfig.custom()
                                                .setConnectTimeout(CONNECT_TIMEOUT)
                                                .setValidateAfterInactivity(TRUSTED)
                                                .build())
                                .build()));
    }

    private static CloseableHttpClient client(LastingConnections connections) {
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(CONNECT_TIMEOUT)
                                // the whole call has a deadline, see SentRequest
                                .setResponseTimeout(Timeout.DISABLED)
                                .setConnectionKeepAlive(KEPT)
                                .setProtocolUpgradeEnabled(false)
                                .build())
                .setProxySelector(ProxySelector.getDefault())
                // on a thread of the library's: a burst would else leave its connections for good
                .evictExpiredConnections()
                .evictIdleConnections(KEPT)
                // a redirect could carry the key to another host, a retry pay twice
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableDefaultUserAgent()
                .build();
    }

    private static ManagedHttpClientConnectionFactory factory() {
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                        Http1Config.custom()
                                .setMaxLineLength(HEAD_LINE_CHARS_MAX)
                                .setMaxHeaderCount(HEADERS_MAX)
                                .build())
                .responseOutOfOrderStrategy(
                        new MonitoringResponseOutOfOrderStrategy(EARLY_ANSWER_EVERY_BYTES))
                .charCodingConfig(
                        CharCodingConfig.custom().setCharset(StandardCharsets.ISO_8859_1).build())
                .build();
    }

    /** Sends a request and waits for the head of its response. */
    UpstreamAnswer send(Attempt attempt, HttpUriRequestBase request) throws UpstreamException {
        SentRequest sent = SentRequest.before(request, attempt);
        boolean answered = false;
        try {
            HttpHost host = RoutingSupport.determineHost(request);
            ClassicHttpResponse response = client.executeOpen(host, request, null);
            UpstreamAnswer answer =
                    new UpstreamAnswer(response, ResponseChunks.of(response, sent, attempt));
            answered = true;
            return answer;
        } catch (IOException | HttpException e) {
            throw failure(attempt, sent, wholeWasSent(request, e));
        } catch (IllegalStateException e) {
            if (wholeWasSent(request, e)) {
                throw e;
            }
            // the pool is closed, as the server stops
            throw failure(attempt, sent, /* maybeServed= */ false);
        } finally {
            if (!answered) {
                sent.close();
            }
        }
    }

    /** Before a provider has the whole of a request it cannot have served it. */
    private static boolean wholeWasSent(HttpUriRequestBase request, Exception failure) {
        return request.getEntity() instanceof SentBody body
                ? body.handedOver()
                : !neverConnected(failure);
    }

    private static boolean neverConnected(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    private static UpstreamException failure(
            Attempt attempt, SentRequest sent, boolean maybeServed) {
        if (!maybeServed) {
            return attempt.failed(Kind.UNREACHABLE, "cannot be reached");
        }
        return sent.ending()
                .map(ending -> ending.told(attempt))
                .orElseGet(
                        () ->
                                attempt.failed(
                                        Kind.BAD_ANSWER, "broke the connection without an answer"));
    }

    /** Breaks off what is still under way. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        connections.closeForGood();
    }
}

package io.alfred.providers.http;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;

/** Sends a request and waits for the head of its response. */
record Upstream(HttpClient client) {
    HttpResponse<ResponseChunks> send(Attempt attempt, HttpRequest request)
            throws UpstreamException {
        CompletableFuture<HttpResponse<ResponseChunks>> response =
                client.sendAsync(request, head -> new ResponseChunks());
        try {
            return response.get(attempt.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp(response);
            throw attempt.timedOut();
        } catch (InterruptedException e) {
            giveUp(response);
            Thread.currentThread().interrupt();
            throw attempt.failed(Kind.CANCELLED, "was not waited for any longer");
        } catch (ExecutionException e) {
            throw neverConnected(e)
                    ? attempt.failed(Kind.UNREACHABLE, "cannot be reached")
                    : attempt.failed(Kind.BAD_ANSWER, "broke the connection without an answer");
        }
    }

    private static void giveUp(CompletableFuture<HttpResponse<ResponseChunks>> response) {
        if (!response.cancel(true) && !response.isCompletedExceptionally()) {
            // The answer came this very moment, and nobody else would close it.
            response.join().body().close();
        }
    }

    private static boolean neverConnected(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }
}

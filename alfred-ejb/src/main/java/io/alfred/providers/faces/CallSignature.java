package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Optional;

/**
 * What a provider wants back with a tool call, where Google's own OpenAI-compatible endpoint has
 * it: {@code extra_content.google.thought_signature}.
 */
final class CallSignature {
    private static final String EXTRA = "extra_content";
    private static final String VENDOR = "google";
    private static final String SIGNATURE = "thought_signature";

    private CallSignature() {}

    static Optional<String> in(Fields call) {
        return call.object(EXTRA)
                .flatMap(
                        extra -> {
                            Optional<Fields> vendor = extra.object(VENDOR);
                            extra.done();
                            return vendor;
                        })
                .flatMap(
                        vendor -> {
                            Optional<String> signature = vendor.text(SIGNATURE);
                            vendor.done();
                            return signature;
                        });
    }

    static void put(ObjectNode call, Optional<String> signature) {
        signature.ifPresent(text -> call.putObject(EXTRA).putObject(VENDOR).put(SIGNATURE, text));
    }
}

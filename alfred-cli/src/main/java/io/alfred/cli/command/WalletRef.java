package io.alfred.cli.command;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * A wallet as people name it: its id, or its owner such as {@code user:ana}.
 *
 * @param org says which, where two orgs have an owner of that name
 */
public record WalletRef(String name, @Nullable String org) {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The wallet itself. */
    public JsonNode find(Api api) {
        return api.get(ApiPath.of("api", "wallets", name).with("org", org));
    }

    /** The wallet's id; asks the server only for an owner's name. */
    public String id(Api api) {
        return UUID.matcher(name).matches() ? name : find(api).path("id").asText();
    }
}

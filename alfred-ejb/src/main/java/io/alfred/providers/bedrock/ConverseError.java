package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.http.ProviderError;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads AWS's errors: a name in a header, in {@code __type} or of an exception event, and {@code
 * message} or {@code Message}.
 *
 * <p>The types given to them are those that tell our account's troubles from the caller's mistakes
 * everywhere in Alfred. What only an operator can mend counts as our account's trouble, although
 * AWS calls it an invalid request.
 */
final class ConverseError {
    /** Said with the status of a caller's mistake, in lower case. */
    private static final List<String> OPERATORS =
            List.of(
                    "on-demand throughput",
                    "model identifier is invalid",
                    "operation not allowed",
                    "access to the model",
                    "not authorized",
                    "use case details",
                    "marked by provider as legacy",
                    "end of its life",
                    "security token",
                    "request signature",
                    "marketplace",
                    "your account",
                    "this account");

    private ConverseError() {}

    static Optional<ProviderError> in(JsonNode body, Optional<String> named) {
        Optional<String> name =
                named.or(() -> ConverseAnswer.text(body, "__type")).map(ConverseError::plain);
        Optional<String> message =
                Stream.of("message", "Message")
                        .flatMap(field -> ConverseAnswer.text(body, field).stream())
                        .findFirst();
        if (name.isEmpty() && message.isEmpty()) {
            return Optional.empty();
        }
        String told = message.orElseGet(() -> name.orElse(""));
        String type = type(name.orElse(""), told.toLowerCase(Locale.ROOT));
        return Optional.of(
                new ProviderError(told, type.isEmpty() ? null : type, name.orElse(null), null));
    }

    /** {@code com.amazon.coral#ThrottlingException:http://…} and {@code throttlingException}. */
    private static String plain(String name) {
        String plain = name.substring(name.lastIndexOf('#') + 1);
        int colon = plain.indexOf(':');
        plain = (colon < 0 ? plain : plain.substring(0, colon)).strip();
        return plain.isEmpty()
                ? plain
                : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
    }

    private static String type(String name, String message) {
        boolean operators = OPERATORS.stream().anyMatch(message::contains);
        return switch (name) {
            case "AccessDeniedException",
                    "AccessDenied",
                    "OptInRequired",
                    "FTUFormNotFilled",
                    "MPAgreementBeingCreated" ->
                    "permission_error";
            case "UnrecognizedClientException",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "IncompleteSignatureException",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "RequestExpired",
                    "InvalidClientTokenId",
                    "MissingAuthenticationToken",
                    "MissingAuthenticationTokenException",
                    "NotAuthorized" ->
                    "authentication_error";
            case "ServiceQuotaExceededException" -> "insufficient_quota";
            case "ThrottlingException", "TooManyRequestsException" -> "rate_limit_error";
            case "ServiceUnavailableException", "ServiceUnavailable", "ModelNotReadyException" ->
                    "overloaded_error";
            case "ModelTimeoutException" -> "timeout_error";
            case "InternalServerException",
                    "InternalFailure",
                    "ModelErrorException",
                    "ModelStreamErrorException" ->
                    "server_error";
            case "ResourceNotFoundException" -> operators ? "permission_error" : "not_found_error";
            case "ValidationException", "ValidationError" ->
                    operators ? "permission_error" : "invalid_request_error";
            default -> operators ? "permission_error" : "";
        };
    }
}

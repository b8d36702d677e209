package io.alfred.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads a file that was taken over earlier, maybe by a version that did not read all of it.
 *
 * <p>Why not as strictly as a new one: one field would keep all providers from being called.
 */
record StoredFile(String provider, String content, BigDecimal creditsPerUsd) {
    private static final System.Logger LOG = System.getLogger(StoredFile.class.getName());
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * The file, without the tiers that are malformed.
     *
     * @throws AlfredException {@code OVERLOADED} naming the file that cannot be read at all
     */
    CatalogFile read() {
        try {
            return CatalogFile.read(content, creditsPerUsd);
        } catch (IllegalArgumentException asNew) {
            return readWithoutTiers(asNew);
        }
    }

    private CatalogFile readWithoutTiers(IllegalArgumentException asNew) {
        try {
            JsonNode file = MAPPER.readTree(content);
            for (JsonNode model : file.path("models")) {
                withoutWrongTiers(model);
            }
            return CatalogFile.read(file.toString(), creditsPerUsd);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            AlfredException error =
                    new AlfredException(
                            ErrorCode.OVERLOADED,
                            "the stored catalogue file of provider \""
                                    + provider
                                    + "\" cannot be read: "
                                    + asNew.getMessage(),
                            "write it as docs/reference/catalogue-file.md says");
            error.addSuppressed(e);
            throw error;
        }
    }

    private void withoutWrongTiers(JsonNode model) {
        if (model.path(FilePrices.TOKENS) instanceof ObjectNode usd) {
            wrong(usd)
                    .ifPresent(
                            what -> {
                                usd.remove(FileTiers.NAME);
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "the stored catalogue file of provider \"{0}\" is read"
                                                + " without the tiers of model \"{1}\": {2}",
                                        provider,
                                        NearestNames.shown(model.path("model").asText()),
                                        what);
                            });
        }
    }

    /** What is wrong with the tiers of a model. */
    private Optional<String> wrong(ObjectNode usd) {
        if (!usd.has(FileTiers.NAME)) {
            return Optional.empty();
        }
        try {
            ModelPrice standard =
                    new FilePrices(usd, creditsPerUsd).price(0, UnitPrices.NONE, "stored");
            var unused = FileTiers.read(usd, creditsPerUsd, standard);
            return Optional.empty();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}

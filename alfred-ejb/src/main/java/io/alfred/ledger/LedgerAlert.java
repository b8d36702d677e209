package io.alfred.ledger;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Something in the books that a person has to look at; stored in the transaction that found it.
 *
 * @param subjectId the wallet or transaction it is about
 * @param data integers, strings and ids; amounts in nano-credits
 */
record LedgerAlert(Kind kind, UUID orgId, UUID subjectId, Map<String, Object> data) {
    enum Kind {
        /** The breaker froze a wallet. */
        SPEND_SPIKE("warning"),
        /** A call cost more than its wallets could carry. */
        SHORTFALL("critical");

        private final String severity;

        Kind(String severity) {
            this.severity = severity;
        }

        String severity() {
            return severity;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

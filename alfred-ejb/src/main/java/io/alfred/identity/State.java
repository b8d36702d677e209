package io.alfred.identity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

import java.util.Locale;

/** Whether an org, team, principal or key may act. Only keys are revoked, and for good. */
enum State {
    ACTIVE,
    SUSPENDED,
    REVOKED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The database holds the wire name. */
    @Converter(autoApply = true)
    public static class Column implements AttributeConverter<State, String> {
        @Override
        public String convertToDatabaseColumn(State state) {
            return state.wireName();
        }

        @Override
        public State convertToEntityAttribute(String column) {
            return State.valueOf(column.toUpperCase(Locale.ROOT));
        }
    }
}

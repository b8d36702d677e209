package io.alfred.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** Credits as decimal numbers, times as ISO 8601 in UTC. */
final class AlfredJsonModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    AlfredJsonModule() {
        addSerializer(Credits.class, new CreditsWriter());
        addDeserializer(Credits.class, new CreditsReader());
        addSerializer(Instant.class, ToStringSerializer.instance);
        addDeserializer(Instant.class, new InstantReader());
        addSerializer(LocalDate.class, ToStringSerializer.instance);
    }

    private static final class CreditsWriter extends StdScalarSerializer<Credits> {
        private static final long serialVersionUID = 1L;

        CreditsWriter() {
            super(Credits.class);
        }

        @Override
        public void serialize(Credits credits, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeNumber(credits.toDecimal());
        }
    }

    private static final class CreditsReader extends StdScalarDeserializer<Credits> {
        private static final long serialVersionUID = 1L;

        CreditsReader() {
            super(Credits.class);
        }

        @Override
        public Credits deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (!in.currentToken().isNumeric()) {
                return reportWrong(context, "is not a number of credits, such as 0.25");
            }
            try {
                return Credits.ofDecimal(in.getDecimalValue());
            } catch (AlfredException outOfRange) {
                return reportWrong(
                        context,
                        "is not an amount of at most 9 decimal places below 9,200,000,000");
            }
        }

        private Credits reportWrong(DeserializationContext context, String problem)
                throws IOException {
            return context.reportInputMismatch(this, "%s", problem);
        }
    }

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                try {
                    return OffsetDateTime.parse(in.getText()).toInstant();
                } catch (DateTimeException e) {
                    return reportWrong(context);
                }
            }
            return reportWrong(context);
        }

        private Instant reportWrong(DeserializationContext context) throws IOException {
            return context.reportInputMismatch(
                    this, "is not a time with zone, such as 2026-12-31T00:00:00Z");
        }
    }
}

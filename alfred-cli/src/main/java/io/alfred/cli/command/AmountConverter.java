package io.alfred.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Reads an amount as it is written: digits and a point; no exponent, which could mean millions. */
public final class AmountConverter implements ITypeConverter<BigDecimal> {
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,18}([.][0-9]{1,18})?");

    @Override
    public BigDecimal convert(String text) {
        if (!PLAIN.matcher(text).matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a decimal number such as 5 or 0.25");
        }
        return new BigDecimal(text);
    }
}

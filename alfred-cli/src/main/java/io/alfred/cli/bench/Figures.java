package io.alfred.cli.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** A figure measured in several rounds: middle and range. */
public record Figures(double median, double min, double max) {
    /** Of at least one value. */
    public static Figures of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        int half = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Figures(median, sorted[0], sorted[sorted.length - 1]);
    }

    static Figures of(Collection<Sample> samples, ToDoubleFunction<Sample> figure) {
        return of(samples.stream().map(figure::applyAsDouble).toList());
    }

    /** Half of the range in percent of the median: how much the machine wavered. */
    double spreadPercent() {
        return median == 0 ? 0 : (max - min) / 2 / median * 100;
    }

    /** A number as people and JSON should see it. */
    public static BigDecimal rounded(double value, int places) {
        return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP);
    }
}

package io.alfred.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class AlertsConfigTest {
    @Test
    void the_check_runs_every_five_minutes_unless_told_otherwise() {
        assertThat(read(null).checkPeriod()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read(" 1 ").checkPeriod()).isEqualTo(Duration.ofSeconds(1));
        assertThat(read("86400").checkPeriod()).isEqualTo(Duration.ofDays(1));
        assertThat(read("1").isOn()).isTrue();
        assertThat(read("0").isOn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"86401", "-1", "1.5", "5m", "", "9999999"})
    void a_period_out_of_range_stops_the_start(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(StartupError.class)
                .hasMessageContaining("alfred.ledger.check-period-s");
    }

    private static AlertsConfig read(@Nullable String period) {
        return AlertsConfig.read(new OneProperty(period));
    }

    /** Settings with one property or none. */
    private record OneProperty(@Nullable String value) implements Config {
        @Override
        public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
            return Optional.ofNullable(value).map(type::cast);
        }

        @Override
        public <T> T getValue(String name, Class<T> type) {
            return getOptionalValue(name, type).orElseThrow();
        }

        @Override
        public ConfigValue getConfigValue(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<String> getPropertyNames() {
            return List.of();
        }

        @Override
        public Iterable<ConfigSource> getConfigSources() {
            return List.of();
        }

        @Override
        public <T> Optional<Converter<T>> getConverter(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }
}

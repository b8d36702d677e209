package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.catalog.AudioPrices;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;
import io.alfred.ledger.LedgerOperation;
import io.alfred.pricing.Estimate;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalLong;

class ChargingTest {
    private static final ModelPrice BY_TOKENS = price(2_000_000, 10_000_000, UnitPrices.NONE);

    private static ModelPrice price(long input, long output, UnitPrices units) {
        return new ModelPrice(input, input, input, output, 0, Optional.empty(), units, "v");
    }

    private static Charging charging(ModelKind kind, ModelPrice price, BilledUnits units) {
        Model model =
                new Model(
                        "p",
                        "m",
                        "m",
                        kind,
                        Vocabulary.UTF8_BYTES,
                        0,
                        0,
                        0,
                        Optional.of(price),
                        false);
        Estimate estimate = new Estimate(100, 50, 3, units, Credits.ZERO);
        return new Charging(model, estimate, String::length, Optional.empty());
    }

    private static Charging.Charge unreported(Charging charging, String text) {
        return charging.charge(Optional.empty(), Optional.empty(), text);
    }

    @Test
    void what_the_provider_reports_is_charged() {
        Charging.Charge charge =
                charging(ModelKind.CHAT, BY_TOKENS, BilledUnits.NONE)
                        .charge(
                                Optional.of(TokenUsage.reported(7, 5)),
                                Optional.empty(),
                                "ignored");
        assertThat(charge.cost().nanos()).isEqualTo(7 * 2 + 5 * 10);
        assertThat(charge.usage().estimated()).isFalse();
    }

    @Test
    void text_without_a_report_is_counted() {
        Charging.Charge charge =
                unreported(charging(ModelKind.CHAT, BY_TOKENS, BilledUnits.NONE), "four");
        assertThat(charge.cost().nanos()).isEqualTo(100 * 2 + 4 * 10);
        assertThat(charge.usage()).isEqualTo(TokenUsage.estimated(100, 4));
    }

    private static Charging withSound(boolean spoken) {
        ModelPrice price =
                BY_TOKENS.with(
                        new AudioPrices(OptionalLong.of(30_000_000), OptionalLong.of(60_000_000)));
        Charging text = charging(ModelKind.CHAT, price, BilledUnits.NONE);
        return new Charging(
                text.model(),
                new Estimate(100, 70, 50, 3, spoken, BilledUnits.NONE, Credits.ZERO),
                String::length,
                Optional.empty());
    }

    @Test
    void a_spoken_answer_without_a_report_is_charged_at_its_bound() {
        Charging.Charge charge = unreported(withSound(true), "four");
        assertThat(charge.cost().nanos()).isEqualTo(30 * 2 + 70 * 30 + 3 * 50 * 60);
        assertThat(charge.usage()).isEqualTo(TokenUsage.estimated(100, 150).withAudio(70, 150));
    }

    @Test
    void a_written_answer_about_sound_is_counted() {
        Charging.Charge charge = unreported(withSound(false), "four");
        assertThat(charge.cost().nanos()).isEqualTo(30 * 2 + 70 * 30 + 4 * 10);
        assertThat(charge.usage()).isEqualTo(TokenUsage.estimated(100, 4).withAudio(70, 0));
    }

    @Test
    void reported_sound_is_charged_at_its_own_prices() {
        TokenUsage told = TokenUsage.reported(90, 40).withAudio(60, 30);
        Charging.Charge charge =
                withSound(true).charge(Optional.of(told), Optional.empty(), "four");
        assertThat(charge.cost().nanos()).isEqualTo(30 * 2 + 60 * 30 + 10 * 10 + 30 * 60);
        assertThat(charge.usage()).isEqualTo(told);
    }

    @Test
    void images_without_a_report_are_charged_at_their_bound() {
        Charging.Charge charge =
                unreported(
                        charging(ModelKind.IMAGE, BY_TOKENS, BilledUnits.images(3).atMost()), "");
        assertThat(charge.cost().nanos()).isEqualTo(100 * 2 + 3 * 50 * 10);
        assertThat(charge.usage().estimated()).isTrue();
    }

    @Test
    void images_by_the_piece_are_charged_as_they_came_and_final() {
        Charging charging =
                charging(
                        ModelKind.IMAGE,
                        price(0, 0, new UnitPrices(40, 0, 0)),
                        BilledUnits.images(3).atMost());
        Charging.Charge two =
                charging.charge(Optional.empty(), Optional.of(BilledUnits.images(2)), "");
        assertThat(two.cost().nanos()).isEqualTo(80);
        assertThat(two.usage().estimated()).isFalse();
        Charging.Charge unknown = unreported(charging, "");
        assertThat(unknown.cost().nanos()).isEqualTo(120);
        assertThat(unknown.usage().estimated()).isTrue();
    }

    @Test
    void characters_are_exact_whatever_the_answer_says() {
        Charging.Charge charge =
                unreported(
                        charging(
                                ModelKind.SPEECH,
                                price(0, 0, new UnitPrices(0, 15_000_000, 0)),
                                BilledUnits.characters(5)),
                        "");
        assertThat(charge.cost().nanos()).isEqualTo(75);
        assertThat(charge.usage().estimated()).isFalse();
    }

    @Test
    void audio_of_unknown_length_is_charged_at_its_bound_and_provisional() {
        Charging charging =
                charging(
                        ModelKind.TRANSCRIPTION,
                        price(0, 0, new UnitPrices(0, 0, 600)),
                        BilledUnits.audio(20).atMost());
        assertThat(unreported(charging, "hello").cost().nanos()).isEqualTo(200);
        assertThat(unreported(charging, "hello").usage().estimated()).isTrue();
        // tokens do not tell the minutes
        Charging.Charge tokens =
                charging.charge(
                        Optional.of(TokenUsage.reported(14, 45)), Optional.empty(), "hello");
        assertThat(tokens.cost().nanos()).isEqualTo(200);
        assertThat(tokens.usage().estimated()).isTrue();
        Charging.Charge told =
                charging.charge(Optional.empty(), Optional.of(BilledUnits.audio(7)), "hello");
        assertThat(told.cost().nanos()).isEqualTo(70);
        assertThat(told.usage().estimated()).isFalse();
    }

    @Test
    void a_report_beyond_any_hold_is_a_defect_and_no_bill() {
        ModelPrice dear = price(LedgerOperation.HOLD_MAX_NANOS, 0, UnitPrices.NONE);
        Charging charging = charging(ModelKind.CHAT, dear, BilledUnits.NONE);
        Charging.Charge most =
                charging.charge(
                        Optional.of(TokenUsage.reported(1_000_000, 0)), Optional.empty(), "");
        assertThat(most.cost().nanos()).isEqualTo(LedgerOperation.HOLD_MAX_NANOS);
        assertThat(most.usage().estimated()).isFalse();
        Charging.Charge beyond =
                charging.charge(
                        Optional.of(TokenUsage.reported(1_000_001, 0)), Optional.empty(), "");
        assertThat(beyond.usage()).isEqualTo(TokenUsage.estimated(100, 0));
    }
}

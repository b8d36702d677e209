package io.alfred.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CallBook.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

class BillReaderTest {
    private static final String TX = "01890000-0000-7000-8000-000000000001";
    private static final String HEADER = "transaction_id,date,provider,model,amount_usd\n";
    private static final BillReader.Terms TERMS = terms(Optional.empty(), "1");

    @Test
    void columns_are_found_by_name_and_others_are_not_looked_at() {
        ProviderBill bill =
                read(
                        "Model, AMOUNT_USD ,note,date,provider,transaction_id\n"
                                + "gpt-4o,0.000000001,\"a, \"\"b\"\"\nc\",2026-11-20,openai,"
                                + TX.toUpperCase(Locale.ROOT)
                                + "\n");
        BillLine line = Objects.requireNonNull(bill.calls().get(UUID.fromString(TX)));
        assertThat(line.amount()).isEqualTo(Credits.ofNanos(1));
        assertThat(line.number()).isEqualTo(2);
        assertThat(line.group())
                .isEqualTo(new BillLine.Group("openai", "gpt-4o", LocalDate.of(2026, 11, 20)));
        assertThat(bill.isItemised("openai")).isTrue();
    }

    @Test
    void byte_order_mark_crlf_empty_lines_and_a_missing_last_newline_are_taken() {
        ProviderBill bill =
                read(
                        "\uFEFFdate,provider,model,amount_usd\r\n\r\n2026-11-20,openai,gpt-4o,1\r\n"
                                + "2026-11-22,openai,openai/gpt-4o,\"2.5\"");
        assertThat(bill.total()).isEqualTo(Credits.ofNanos(3_500_000_000L));
        assertThat(bill.sums()).hasSize(2);
        assertThat(bill.sums().keySet()).extracting(BillLine.Group::model).containsOnly("gpt-4o");
        assertThat(bill.spans())
                .containsExactly(
                        new Span("openai", LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 22)));
        assertThat(bill.isItemised("openai")).isFalse();
    }

    @Test
    void sums_of_the_same_model_and_day_add_up() {
        ProviderBill bill =
                read(
                        """
                        date,provider,model,amount_usd
                        2026-11-20,openai,gpt-4o,1
                        2026-11-20,openai,gpt-4o,2
                        2026-11-20,openai,gpt-4.1,4
                        """);
        assertThat(bill.sums().values()).containsExactlyInAnyOrder(3_000_000_000L, 4_000_000_000L);
    }

    @Test
    void the_provider_of_all_lines_may_come_from_outside() {
        String csv = "date,model,amount_usd\n2026-11-20,gpt-4o,1\n";
        ProviderBill bill = BillReader.read(stream(csv), terms(Optional.of("openai"), "1"));
        assertThat(bill.spans()).extracting(Span::provider).containsExactly("openai");
        assertRefused(csv, "provider", "not named");
    }

    @Test
    void a_rate_that_makes_parts_of_a_nano_credit_is_rounded_up() {
        ProviderBill bill =
                BillReader.read(
                        stream(HEADER + TX + ",2026-11-20,openai,gpt-4o,0.000000003\n"),
                        terms(Optional.empty(), "0.5"));
        assertThat(bill.total()).isEqualTo(Credits.ofNanos(2));
    }

    @Test
    void an_id_that_cannot_be_ours_is_kept_apart() {
        ProviderBill bill =
                read(
                        HEADER
                                + "chatcmpl-1,2026-11-20,openai,gpt-4o,1\n"
                                + "1-1-1-1-1,2026-11-20,openai,gpt-4o,1\n");
        assertThat(bill.calls()).isEmpty();
        assertThat(bill.foreign()).extracting(BillLine::number).containsExactly(2, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -1 | amount_usd | is negative
                    -0.5 | amount_usd | is negative
                    1e3 | amount_usd | is not a decimal number
                    0x10 | amount_usd | is not a decimal number
                    +1 | amount_usd | is not a decimal number
                    1.0000000001 | amount_usd | is not a decimal number
                    .5 | amount_usd | is not a decimal number
                    1. | amount_usd | is not a decimal number
                    NaN | amount_usd | is not a decimal number
                    '' | amount_usd | is not a decimal number
                    1 000 | amount_usd | is not a decimal number
                    99999999999 | amount_usd | is not a decimal number
                    1000000.000000001 | amount_usd | no call can cost
                    """)
    void an_amount_that_is_none_is_refused_with_its_line(
            String amount, String column, String what) {
        assertRefused(HEADER + TX + ",2026-11-20,openai,gpt-4o," + amount + "\n", column, what);
    }

    @Test
    void an_amount_at_the_bound_is_taken() {
        String line = ",2026-11-20,openai,gpt-4o,";
        assertThat(read(HEADER + TX + line + "1000000\n").lines()).isEqualTo(1);
        assertThat(read(HEADER + line + "1000000000\n").lines()).isEqualTo(1);
        assertRefused(HEADER + line + "1000000000.1\n", "amount_usd", "no model and day");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-13-01",
                "2026-02-30",
                "20-11-2026",
                "2026/11/20",
                "2026-11-20T00:00:00Z",
                "2026-1-2",
                "yesterday",
                ""
            })
    void a_date_that_is_none_is_refused(String date) {
        assertRefused(HEADER + TX + "," + date + ",openai,gpt-4o,1\n", "date", "is not a day");
    }

    @Test
    void a_date_in_the_future_is_refused_after_a_days_grace() {
        assertThat(read(HEADER + TX + ",2026-11-26,openai,gpt-4o,1\n").lines()).isEqualTo(1);
        assertRefused(HEADER + TX + ",2026-11-27,openai,gpt-4o,1\n", "date", "in the future");
    }

    @Test
    void a_bill_covers_a_year_and_not_a_day_more() {
        String head = "date,provider,model,amount_usd\n2026-11-20,openai,gpt-4o,1\n";
        assertThat(read(head + "2025-11-20,openai,gpt-4o,1\n").lines()).isEqualTo(2);
        assertRefused(head + "2025-11-19,openai,gpt-4o,1\n", "", "more than 366 days");
    }

    @Test
    void a_transaction_on_two_lines_is_refused_with_both() {
        String line = ",2026-11-20,openai,gpt-4o,1\n";
        assertRefused(HEADER + TX + line + line + TX + line, "", "on line 2", "line 4");
        assertRefused(HEADER + "chatcmpl-1" + line + "chatcmpl-1" + line, "", "there before");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    date,provider,amount_usd | model | there is no column model
                    date,provider,model | amount_usd | there is no column amount_usd
                    model,provider,amount_usd | date | there is no column date
                    date,provider,model,amount_usd,Date | date | there twice
                    """)
    void a_header_without_what_is_needed_is_refused(String header, String column, String what) {
        assertRefused(header + "\n", column, what);
    }

    @Test
    void nothing_is_concluded_from_an_empty_bill() {
        assertRefused("", "", "is empty");
        assertRefused("\r\n\n", "", "is empty");
        assertRefused(HEADER, "", "no lines");
    }

    @Test
    void what_is_not_csv_is_refused_with_its_line() {
        assertRefused(HEADER + "\"" + TX, "", "line 2", "a quote is not closed");
        assertRefused(HEADER + "\"a\"b,,,,\n", "", "text follows a closing quote");
        assertRefused(HEADER + "a\"b,,,,\n", "", "a quote stands inside");
        assertRefused(HEADER + "a,b\rc,d\n", "", "a carriage return stands alone");
        assertRefused(HEADER + "a,b\u0000,c\n", "", "a control character");
        assertRefused(HEADER + "a,b\n", "", "there are 2 columns, the header has 5");
        assertRefused("x".repeat(1_001), "", "longer than 1000 characters");
        assertRefused(",".repeat(100), "", "more than 100 columns");
        assertRefused(HEADER + "\"" + "\n".repeat(1_001), "", "longer than 1000 characters");
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        byte[] latin = (HEADER + "ä").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> BillReader.read(new ByteArrayInputStream(latin), TERMS))
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void names_have_a_bound() {
        String before = HEADER + TX + ",2026-11-20,";
        assertThat(read(before + "p".repeat(200) + "," + "m".repeat(200) + ",1\n").lines())
                .isEqualTo(1);
        assertRefused(before + "p".repeat(201) + ",m,1\n", "provider", "longer than 200");
        assertRefused(before + "p," + "m".repeat(201) + ",1\n", "model", "longer than 200");
        assertRefused(before + " ,m,1\n", "provider", "is empty");
    }

    @Test
    void a_line_of_another_provider_than_was_named_is_refused() {
        String csv = HEADER + TX + ",2026-11-20,openai,gpt-4o,1\n";
        assertThatThrownBy(() -> BillReader.read(stream(csv), terms(Optional.of("anthropic"), "1")))
                .hasMessageContaining("line 2: the line is of provider openai, not anthropic");
    }

    @Test
    void lines_have_a_bound() {
        String line = "2026-11-20,openai,gpt-4o,0\n";
        String full = "date,provider,model,amount_usd\n" + line.repeat(BillReader.BILL_LINES_MAX);
        assertThat(read(full).lines()).isEqualTo(BillReader.BILL_LINES_MAX);
        assertThatThrownBy(() -> read(full + line)).satisfies(BillReaderTest::isTooLarge);
    }

    @Test
    void bytes_have_a_bound() {
        byte[] block = "\n".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        int blocks = BoundedBytes.BILL_BYTES_MAX >> 20;
        assertThatThrownBy(() -> BillReader.read(blocks(block, blocks), TERMS))
                .hasMessageContaining("is empty");
        InputStream over =
                new SequenceInputStream(blocks(block, blocks), new ByteArrayInputStream(block));
        assertThatThrownBy(() -> BillReader.read(over, TERMS))
                .satisfies(BillReaderTest::isTooLarge);
    }

    private static InputStream blocks(byte[] block, int count) {
        return new SequenceInputStream(
                Collections.enumeration(
                        Stream.generate(() -> (InputStream) new ByteArrayInputStream(block))
                                .limit(count)
                                .toList()));
    }

    private static void isTooLarge(Throwable error) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE));
    }

    private static void assertRefused(String csv, String column, String... parts) {
        assertThatThrownBy(() -> read(csv))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                            assertThat(e.message()).contains(parts);
                            assertThat(e.fix()).isNotBlank();
                            assertThat(e.param().orElse("")).isEqualTo(column);
                        });
    }

    private static ProviderBill read(String csv) {
        return BillReader.read(stream(csv), TERMS);
    }

    private static BillReader.Terms terms(Optional<String> provider, String perUsd) {
        return new BillReader.Terms(provider, new BigDecimal(perUsd), LocalDate.of(2026, 11, 25));
    }

    private static InputStream stream(String csv) {
        return new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8));
    }
}

package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.AudioPrices;
import io.alfred.catalog.Endpoint;
import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

class AudioEstimateTest {
    private static final long CONTEXT = 128_000;
    private static final long OUTPUT = 16_384;
    private static final long SEED = Long.getLong("alfred.audio.seed", 20_261_129);

    private static final ModelPrice TEXT =
            new ModelPrice(2_000_000, 1_000_000, 2_000_000, 10_000_000, 7, Optional.empty(), "v");
    private static final ModelPrice HEARING =
            TEXT.with(new AudioPrices(OptionalLong.of(32_000_000), OptionalLong.empty()));
    private static final ModelPrice SPEAKING =
            TEXT.with(new AudioPrices(OptionalLong.of(32_000_000), OptionalLong.of(64_000_000)));

    private final Estimator estimator = new Estimator();

    private static Model model(String provider, ModelPrice price, long context, long image) {
        return new Model(
                provider,
                "m",
                "m",
                ModelKind.CHAT,
                Vocabulary.O200K,
                context,
                OUTPUT,
                image,
                Optional.of(price),
                false);
    }

    private static Model model(String provider, ModelPrice price) {
        return model(provider, price, CONTEXT, 1_445);
    }

    private Estimate chat(Model model, String request) {
        return estimator.estimate(Endpoint.CHAT, model, json(request));
    }

    private static ObjectNode json(String text) {
        return ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    private AlfredException refused(Endpoint endpoint, Model model, String request) {
        return catchThrowableOfType(
                AlfredException.class, () -> estimator.estimate(endpoint, model, json(request)));
    }

    private static String parts(String... parts) {
        return "{\"max_completion_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":["
                + String.join(",", parts)
                + "]}]}";
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    private static String sound(byte[] bytes) {
        return "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\""
                + base64(bytes)
                + "\",\"format\":\"wav\"}}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] wav(int bytes) {
        ByteBuffer wav = ByteBuffer.allocate(Math.max(bytes, 44)).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF____WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        wav.putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(8_000).putInt(16_000).putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(wav.capacity() - 44);
        return wav.array();
    }

    private static String pdf(String data) {
        return "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\""
                + data
                + "\"}}";
    }

    private static final String PDF = pdf("data:application/pdf;base64,JVBERi0=");

    @ParameterizedTest
    @CsvSource({
        "openai, 750, 10",
        "openai, 1500, 20",
        "openai, 1503, 30",
        "openai, 75000, 1000",
        "google, 750, 32",
        "google-vertex, 1500, 64",
    })
    void sound_counts_by_the_longest_it_can_play(String provider, int bytes, long tokens) {
        Model model = model(provider, HEARING);
        long silent = chat(model, parts(text("hi"))).promptTokens();

        Estimate heard = chat(model, parts(text("hi"), sound(wav(bytes))));

        assertThat(heard.audioTokens()).isEqualTo(tokens + 16);
        assertThat(heard.promptTokens()).isEqualTo(silent + 1 + tokens + 16);
        assertThat(heard.worstCase().nanos())
                .isEqualTo((silent + 1) * 2 + heard.audioTokens() * 32 + 100 * 10 + 7);
    }

    @Test
    void several_sounds_add_up() {
        Estimate heard =
                chat(
                        model("openai", HEARING),
                        parts(sound(wav(750)), text("and"), sound(wav(7_500))));
        assertThat(heard.audioTokens()).isEqualTo(10 + 100 + 2 * 16);
    }

    @ParameterizedTest
    @CsvSource({
        "wav, UklGRgAAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
        "wav, UklGRgAAAABXQVZFZm10IBAAAAADAAEAvAAAAPACAAAEACAAZGF0YQAAAAA=",
        "mp3, SUQzBAAAAAAAAP/7kMQ=",
        "mp3, SUQzBAAAAAAABWFiY2Rl//uQxA==",
        "mp3, //uQxAAA",
        "mp3, //NQxAAA",
        "mp3, /+NQxAAA",
    })
    void wav_and_mp3_are_known_by_their_first_bytes(String format, String data) {
        assertThat(AudioTokens.most(model("openai", HEARING), data, format)).hasValue(10 + 16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UklGRgAAAABXQVZFZm10IBAAAAACAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAZAAAAGQAAAABAAgAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAAAAAAAAAAAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAAEABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAdwEAAO4CAAACAAgAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACAAwAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBIAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10ICgAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAATElTVAAAAAA=",
                "UklGWAAAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABBVkkgZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFSlVOSxAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAA",
                "UklGRgAAAABXQVZFZm10\nIBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10-BAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
                "UklGRgAAAABXQVZFZm10IBAAAAADAAEAuwAAAOwCAAAEACAAZGF0YQAAAAA=",
                "ZkxhQwAA",
                "SUQzBAAAAAAAAGZMYUM=",
                "SUQzBAAAf39/f//7",
                "SUQzBAAAAAAAgP/7kMQ=",
                "SUQzBAAAAAAA\nAP/7kMQ=",
                "SUQzBAAA\nAAAAAP/7kMQ=",
                " SUQzBAAAAAAAAP/7kMQ=",
                "SUQzBA==",
                "T2dnUwAA",
                "//FQxAAA",
                "//lQxAAA",
                "//sAAAAA",
                "//vwxAAA",
                "//ucxAAA",
                "/+uQxAAA",
                "//s=",
                "AAAAIGZ0",
                "",
                "//8",
                "é==="
            })
    void what_shrinks_silence_may_be_as_long_as_the_context(String data) {
        for (String format : List.of("wav", "mp3")) {
            assertThat(AudioTokens.most(model("openai", HEARING), data, format)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mp3, WAV",
        "aac, WAV",
        "'', WAV",
        "WAV, WAV",
        "wav, //uQxAAA",
        "aac, //uQxAAA",
    })
    void a_sound_is_what_both_its_format_and_its_bytes_say(String format, String data) {
        String sound = data.equals("WAV") ? base64(wav(750)) : data;
        assertThat(AudioTokens.most(model("openai", HEARING), sound, format)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1048576, true", "1048577, false"})
    void titles_of_a_mebibyte_are_read(int bytes, boolean read) {
        ByteBuffer song = ByteBuffer.allocate(10 + bytes + 3);
        song.put("ID3".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {4, 0, 0});
        for (int shift = 21; shift >= 0; shift -= 7) {
            song.put((byte) (bytes >> shift & 0x7F));
        }
        song.position(10 + bytes).put(new byte[] {(byte) 0xFF, (byte) 0xFB, (byte) 0x90});
        assertThat(AudioTokens.most(model("openai", HEARING), base64(song.array()), "mp3"))
                .matches(tokens -> tokens.isPresent() == read);
    }

    @Test
    void without_a_published_rule_the_whole_context_counts_as_sound() {
        for (Model model : List.of(model("vllm", HEARING), model("azure", HEARING))) {
            Estimate heard = chat(model, parts(text("hi"), sound(wav(750))));
            assertThat(heard.promptTokens()).isEqualTo(CONTEXT);
            assertThat(heard.audioTokens()).isEqualTo(CONTEXT);
            assertThat(heard.worstCase().nanos()).isEqualTo(CONTEXT * 32 + 100 * 10 + 7);
        }
    }

    @Test
    void sound_never_counts_for_more_than_the_context() {
        Model small = model("openai", HEARING, 1_000, 0);
        Estimate heard = chat(small, parts(sound(wav(100_000))));
        assertThat(heard.audioTokens()).isEqualTo(1_000);
        assertThat(heard.promptTokens()).isEqualTo(1_000);
    }

    @Test
    void sound_that_nobody_has_priced_is_refused_with_the_way_to_price_it() {
        AlfredException error =
                refused(Endpoint.CHAT, model("openai", TEXT), parts(sound(wav(750))));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains("messages[0].content[0].type");
        assertThat(error.fix()).contains("alfred model set-price openai/m", "--audio-input-price");
        assertThat(
                        refused(
                                        Endpoint.RESPONSES,
                                        model("openai", TEXT),
                                        "{\"input\":[{\"role\":\"user\",\"content\":["
                                                + sound(wav(9))
                                                + "]}]}")
                                .param())
                .contains("input[0].content[0].type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"input_audio\"}| input_audio",
                "{\"type\":\"input_audio\",\"input_audio\":\"x\"}| input_audio",
                "{\"type\":\"input_audio\",\"input_audio\":{}}| input_audio.data",
                "{\"type\":\"input_audio\",\"input_audio\":{\"data\":7}}| input_audio.data",
                "{\"type\":\"file\",\"file\":\"x\"}| file",
                "{\"type\":\"file\",\"file\":{}}| type",
                "{\"type\":\"file\",\"file\":{\"file_data\":7}}| file.file_data",
                "{\"type\":\"file\",\"file\":{\"file_id\":{}}}| file.file_id",
            })
    void a_malformed_part_is_named(String part, String path) {
        assertThat(refused(Endpoint.CHAT, model("openai", HEARING), parts(part)).param())
                .contains("messages[0].content[0]." + path);
    }

    @Test
    void earlier_sound_that_the_provider_keeps_counts_as_the_whole_context() {
        String request =
                "{\"max_completion_tokens\":100,\"messages\":[{\"role\":\"assistant\",\"audio\":"
                        + "{\"id\":\"audio_1\"}},{\"role\":\"user\",\"content\":\"and?\"}]}";
        Estimate heard = chat(model("openai", HEARING), request);
        assertThat(heard.promptTokens()).isEqualTo(CONTEXT);
        assertThat(heard.audioTokens()).isEqualTo(CONTEXT);
        assertThat(refused(Endpoint.CHAT, model("openai", TEXT), request).param())
                .contains("messages[0].audio");
    }

    @Test
    void a_document_counts_as_the_whole_context_at_the_price_of_text() {
        for (ModelPrice price : List.of(TEXT, HEARING)) {
            Estimate read = chat(model("openai", price), parts(text("hi"), PDF));
            assertThat(read.promptTokens()).isEqualTo(CONTEXT);
            assertThat(read.audioTokens()).isZero();
            assertThat(read.worstCase().nanos()).isEqualTo(CONTEXT * 2 + 100 * 10 + 7);
        }
    }

    @Test
    void a_document_of_unknown_type_may_be_sound_for_a_model_that_hears() {
        String stored = "{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}";
        for (String part : List.of(stored, pdf("JVBERi0="))) {
            assertThat(chat(model("openai", TEXT), parts(part)).audioTokens()).isZero();
            assertThat(chat(model("openai", HEARING), parts(part)).audioTokens())
                    .isEqualTo(CONTEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:audio/mp3;base64,AAAA",
                "data:video/mp4;base64,AAAA",
                "data: audio/mp3;base64,AAAA",
                "data:AUDIO/mp3 ;base64,AAAA",
            })
    void sound_that_comes_as_a_document_is_sound(String data) {
        String song = pdf(data);
        assertThat(refused(Endpoint.CHAT, model("google", TEXT), parts(song)).param())
                .contains("messages[0].content[0].type");
        assertThat(chat(model("google", HEARING), parts(song)).audioTokens()).isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "application/pdf, true",
        "Application/PDF, true",
        "application/json, true",
        "text/markdown, true",
        "image/png, true",
        "application/ogg, false",
        "application/octet-stream, false",
        "application/pdf2, false",
        "texts/x, false",
    })
    void only_what_is_known_to_be_silent_is_no_sound(String type, boolean silent) {
        String part = pdf("data:" + type + ";base64,AAAA");
        assertThat(chat(model("openai", HEARING), parts(part)).audioTokens())
                .isEqualTo(silent ? 0 : CONTEXT);
        assertThat(chat(model("openai", TEXT), parts(part)).audioTokens()).isZero();
        String block =
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                        + "\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\" "
                        + type
                        + "\",\"data\":\"AAAA\"}}]}]}";
        Model hears = model("openai", HEARING);
        assertThat(estimator.estimate(Endpoint.MESSAGES, hears, json(block)).audioTokens())
                .isEqualTo(silent ? 0 : CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"file_id\":\"file-1\"", "\"file_url\":\"https://x.test/a.mp3\""})
    void a_type_beside_another_source_tells_nothing(String other) {
        String both = PDF.replace("\"filename\":\"a.pdf\"", other);
        assertThat(chat(model("openai", HEARING), parts(both)).audioTokens()).isEqualTo(CONTEXT);
    }

    @Test
    void what_may_be_sound_is_refused_where_a_model_hears_and_nobody_has_priced_it() {
        Model hears = hearing(TEXT);
        String link = "{\"type\":\"input_file\",\"file_url\":\"https://x.test/a.mp3\"}";
        AlfredException linked =
                refused(
                        Endpoint.RESPONSES,
                        hears,
                        "{\"input\":[{\"role\":\"user\",\"content\":[" + link + "]}]}");
        assertThat(linked.param()).contains("input[0].content[0].type");
        assertThat(linked.fix()).contains("send its bytes with their type", "--audio-input-price");
        AlfredException kept =
                refused(
                        Endpoint.RESPONSES,
                        hears,
                        "{\"input\":\"hi\",\"previous_response_id\":\"resp_1\"}");
        assertThat(kept.param()).contains("previous_response_id");
        assertThat(kept.fix()).contains("send what was said before", "--audio-input-price");
        assertThat(chat(hears, parts(PDF)).worstCase().nanos())
                .isEqualTo(CONTEXT * 2 + 100 * 10 + 7);
        assertThat(chat(hearing(HEARING), parts(pdf("AAAA"))).audioTokens()).isEqualTo(CONTEXT);
    }

    private static Model hearing(ModelPrice price) {
        return new Model(
                "openai",
                "m",
                "m",
                ModelKind.CHAT,
                Vocabulary.O200K,
                CONTEXT,
                OUTPUT,
                0,
                Optional.of(price),
                false,
                Set.of("audio_input"));
    }

    @Test
    void counting_takes_what_a_message_may_hold() {
        String song =
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                        + "\"document\",\"source\":{\"type\":\"base64\",\"media_type\":"
                        + "\"audio/mp3\",\"data\":\"AAAA\"}}]}]}";
        Estimate count = estimator.count(hearing(HEARING).free(), json(song));
        assertThat(count.promptTokens())
                .isEqualTo(
                        estimator
                                .estimate(Endpoint.MESSAGES, hearing(HEARING), json(song))
                                .promptTokens());
        assertThat(count.worstCase()).isEqualTo(Credits.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xai", "mistral", "openrouter"})
    void documents_that_are_read_by_a_tool_with_a_price_of_its_own_are_refused(String provider) {
        assertThat(refused(Endpoint.CHAT, model(provider, TEXT), parts(PDF)).param())
                .contains("messages[0].content[0].type");
    }

    @Test
    void openrouter_hands_documents_to_models_that_read_them() {
        Model reads =
                new Model(
                        "openrouter",
                        "m",
                        "m",
                        ModelKind.CHAT,
                        Vocabulary.O200K,
                        CONTEXT,
                        OUTPUT,
                        0,
                        Optional.of(TEXT),
                        false,
                        Set.of("pdf_input"));
        assertThat(chat(reads, parts(PDF)).promptTokens()).isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"input_file\",\"file_id\":\"file-1\"}",
                "{\"type\":\"input_file\",\"file_url\":\"https://x.test/a.pdf\"}",
                "{\"type\":\"input_file\",\"filename\":\"a.pdf\","
                        + "\"file_data\":\"data:application/pdf;base64,JVBERi0=\"}",
            })
    void a_file_of_a_response_counts_as_the_whole_context(String part) {
        String request =
                "{\"max_output_tokens\":100,\"input\":[{\"role\":\"user\",\"content\":["
                        + part
                        + "]}]}";
        Estimate read =
                estimator.estimate(Endpoint.RESPONSES, model("openai", TEXT), json(request));
        assertThat(read.promptTokens()).isEqualTo(CONTEXT);
        assertThat(read.worstCase().nanos()).isEqualTo(CONTEXT * 2 + 100 * 10 + 7);
    }

    @Test
    void what_the_provider_of_a_response_keeps_may_be_sound_for_a_model_that_hears() {
        String request = "{\"input\":\"hi\",\"previous_response_id\":\"resp_1\"}";
        Model hears = model("openai", HEARING);
        assertThat(estimator.estimate(Endpoint.RESPONSES, hears, json(request)).audioTokens())
                .isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT| messages[0].content[0].type| {\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test\"}}]}]}",
                "CHAT| messages[0].content[0].type| {\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}]}]}",
                "CHAT| messages[0].content[0].type| {\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"UklGRg==\"}}]}]}",
                "CHAT| messages[0].audio| {\"messages\":[{\"role\":\"assistant\",\"audio\":{}}]}",
                "RESPONSES| input[0].content[0].type| {\"input\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"input_image\",\"file_id\":\"f\"}]}]}",
                "RESPONSES| input[0].content[0].type| {\"input\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"input_file\",\"file_id\":\"f\"}]}]}",
                "RESPONSES| previous_response_id|"
                        + " {\"input\":\"hi\",\"previous_response_id\":\"r\"}",
                "RESPONSES| input[0].type|"
                        + " {\"input\":[{\"type\":\"item_reference\",\"id\":\"m\"}]}",
                "MESSAGES| messages[0].content[0].type| {\"max_tokens\":1,\"messages\":[{\"role\":"
                    + "\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\"}}]}]}",
                "MESSAGES| messages[0].content[0].source.type| {\"max_tokens\":1,\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":"
                        + "{\"type\":\"url\"}}]}]}",
            })
    void what_only_the_context_bounds_is_refused_where_nobody_knows_the_context(
            Endpoint endpoint, String path, String request) {
        AlfredException error = refused(endpoint, model("openai", HEARING, 0, 0), request);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
        assertThat(error.fix()).contains("--context-tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"ash\","
                        + "\"format\":\"wav\"}",
                ",\"modalities\":[\"audio\"]",
                ",\"audio\":{\"voice\":\"ash\",\"format\":\"wav\"}",
            })
    void an_answer_that_may_be_spoken_is_held_at_the_price_of_sound(String asked) {
        String request = parts(text("hi"));
        String spoken = request.substring(0, request.length() - 1) + asked + ",\"n\":2}";
        Model model = model("openai", SPEAKING);

        Estimate estimate = chat(model, spoken);

        assertThat(estimate.audioOutput()).isTrue();
        assertThat(estimate.worstCase().nanos())
                .isEqualTo(estimate.promptTokens() * 2 + 2 * 100 * 64 + 7);
        assertThat(estimator.outputPrice(model, estimate)).isEqualTo(2 * 64_000_000L);
        AlfredException error = refused(Endpoint.CHAT, model("openai", HEARING), spoken);
        assertThat(error.fix()).contains("alfred model set-price", "--audio-output-price");
    }

    @Test
    void text_of_a_model_that_can_speak_costs_what_text_costs() {
        Model model = model("openai", SPEAKING);
        String request = parts(text("hi"));
        for (String more : List.of("", ",\"modalities\":[\"text\"]", ",\"audio\":null")) {
            Estimate written = chat(model, request.substring(0, request.length() - 1) + more + "}");
            assertThat(written.audioOutput()).isFalse();
            assertThat(estimator.outputPrice(model, written)).isEqualTo(10_000_000);
        }
    }

    @Test
    void nobody_speaks_through_responses() {
        Model model = model("openai", SPEAKING);
        String request = "{\"input\":\"hi\",\"modalities\":[\"text\",\"audio\"]}";
        assertThat(refused(Endpoint.RESPONSES, model, request).param()).contains("modalities[1]");
        assertThat(refused(Endpoint.RESPONSES, model, "{\"input\":\"hi\",\"audio\":{}}").param())
                .contains("audio");
    }

    @Test
    void a_picture_is_still_no_modality_of_an_answer() {
        String request = parts(text("hi"));
        String drawn = request.substring(0, request.length() - 1) + ",\"modalities\":[\"image\"]}";
        assertThat(refused(Endpoint.CHAT, model("openai", SPEAKING), drawn).param())
                .contains("modalities[0]");
    }

    @ParameterizedTest
    @CsvSource({
        "'[\"text\",\"audio\",\"image\"]', modalities[2]",
        "'[\"audio\",\"text\",7]', modalities[2]",
        "'[\"text\",null]', modalities[1]",
        "'\"audio\"', modalities",
    })
    void a_modality_that_is_none_is_named(String modalities, String path) {
        String request = parts(text("hi"));
        String asked =
                request.substring(0, request.length() - 1) + ",\"modalities\":" + modalities + "}";
        assertThat(refused(Endpoint.CHAT, model("openai", SPEAKING), asked).param()).contains(path);
    }

    @Test
    void the_first_modality_that_is_not_priced_is_named() {
        String request = parts(text("hi"));
        String asked =
                request.substring(0, request.length() - 1)
                        + ",\"modalities\":[\"text\",\"audio\",\"audio\"]}";
        assertThat(refused(Endpoint.CHAT, model("openai", TEXT), asked).param())
                .contains("modalities[1]");
    }

    /** Prices and usages at random: whatever fits into the bounds, the hold covers. */
    @Test
    void a_hold_covers_every_usage_within_its_bounds() {
        SplittableRandom random = new SplittableRandom(SEED);
        String spoken =
                ",\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"ash\"},\"n\":2}";
        for (int i = 0; i < 5_000; i++) {
            Model model = model(random.nextBoolean() ? "openai" : "vllm", price(random), 5_000, 0);
            String request = parts(text("hi"), sound(wav(random.nextInt(36, 60_000))));
            String asked =
                    random.nextBoolean()
                            ? request.substring(0, request.length() - 1) + spoken
                            : request;
            Estimate hold = chat(model, asked);
            TokenUsage usage = usage(random, hold);
            assertThat(CallPrice.of(model.price().orElseThrow(), usage))
                    .as("seed %s, call %s: %s at %s", SEED, i, usage, model.price())
                    .isLessThanOrEqualTo(hold.worstCase());
        }
    }

    private static ModelPrice price(SplittableRandom random) {
        long output = random.nextLong(20_000_000);
        LongContextTier tier =
                new LongContextTier(
                        random.nextLong(1, 6_000),
                        random.nextLong(20_000_000),
                        random.nextLong(20_000_000),
                        random.nextLong(20_000_000),
                        random.nextLong(20_000_000),
                        random.nextBoolean() ? audio(random) : AudioPrices.NONE);
        return new ModelPrice(
                random.nextLong(20_000_000),
                random.nextLong(20_000_000),
                random.nextLong(20_000_000),
                output,
                output + random.nextLong(5_000_000),
                random.nextLong(10),
                random.nextBoolean() ? List.of(tier) : List.of(),
                UnitPrices.NONE,
                audio(random),
                "v");
    }

    private static AudioPrices audio(SplittableRandom random) {
        return new AudioPrices(
                OptionalLong.of(random.nextLong(40_000_000)),
                random.nextBoolean()
                        ? OptionalLong.of(random.nextLong(40_000_000))
                        : OptionalLong.empty(),
                OptionalLong.of(random.nextLong(40_000_000)));
    }

    private static TokenUsage usage(SplittableRandom random, Estimate hold) {
        long prompt = upTo(random, hold.promptTokens());
        long read = upTo(random, prompt);
        long written = upTo(random, prompt - read);
        long output = upTo(random, hold.outputTokensMax() * hold.choices());
        return new TokenUsage(
                        prompt, read, written, output, upTo(random, output), random.nextBoolean())
                .withAudio(
                        upTo(random, Math.min(hold.audioTokens(), prompt)),
                        hold.audioOutput() ? upTo(random, output) : 0);
    }

    /** Often one of the ends, where mistakes are. */
    private static long upTo(SplittableRandom random, long most) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> most;
            default -> random.nextLong(most + 1);
        };
    }
}

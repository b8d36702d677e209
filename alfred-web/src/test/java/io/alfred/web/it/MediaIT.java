package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.models.audio.AudioResponseFormat;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.translations.TranslationCreateParams;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Images and sound through the official SDK, checked to the nano-credit. */
@Order(4)
class MediaIT extends ContainerTest {
    private static final BigInteger WHISPER_SECOND = BigInteger.valueOf(100_000);

    private Tenant tenant;
    private OpenAIClient sdk;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
        sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        sdk.close();
        Books.balance();
        Books.logVerifies();
    }

    private static void price(String model, com.fasterxml.jackson.databind.node.ObjectNode price) {
        AlfredClient.admin().put("/api/models/openai/" + model, price).expect(200);
    }

    private JsonNode onlyEntry() {
        JsonNode entries =
                AlfredClient.admin()
                        .get("/api/ledger/entries?wallet=" + tenant.userWallet())
                        .expect(200)
                        .path("items");
        for (JsonNode entry : entries) {
            if (entry.path("kind").asText().equals("SETTLE")) {
                return entry;
            }
        }
        throw new AssertionError("nothing was settled: " + entries);
    }

    // images

    private static ImageGenerateParams.Builder image(String model) {
        return ImageGenerateParams.builder().model(model).prompt("a cat");
    }

    @Test
    void images_by_the_piece_cost_as_many_as_came() {
        price(
                "per-image",
                Json.object().put("kind", "image").put("per_image", new BigDecimal("0.04")));
        provider()
                .answer(
                        TestProvider.json(
                                "{\"created\":1,\"data\":[{\"url\":\"http://a\"},"
                                        + "{\"url\":\"http://b\"}]}"));

        ImagesResponse answer = sdk.images().generate(image("openai/per-image").n(3).build());

        assertThat(answer.data().orElseThrow()).hasSize(2);
        assertThat(provider().only().path()).isEqualTo("/v1/images/generations");
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(80_000_000));
        assertThat(onlyEntry().path("provisional").booleanValue()).isFalse();
    }

    @Test
    void images_by_the_token_cost_the_reported_usage() {
        provider()
                .answer(
                        TestProvider.json(
                                "{\"created\":1,\"data\":[{\"b64_json\":\"aGk=\"}],\"usage\":"
                                        + "{\"input_tokens\":13,\"output_tokens\":1056,"
                                        + "\"total_tokens\":1069,\"input_tokens_details\":"
                                        + "{\"text_tokens\":13,\"image_tokens\":0}}}"));

        sdk.images().generate(image("gpt-image-1").build());

        assertThat(tenant.spent())
                .isEqualTo(Price.GPT_IMAGE_1.of(new Completion.Usage(13, 0, 1_056)))
                .isEqualTo(BigInteger.valueOf(42_305_000));
    }

    @Test
    void a_streamed_image_costs_what_its_last_event_reports() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        "{\"type\":\"image_generation.partial_image\","
                                            + "\"b64_json\":\"aA==\",\"partial_image_index\":0}",
                                        "{\"type\":\"image_generation.completed\","
                                                + "\"b64_json\":\"aGk=\",\"usage\":"
                                                + "{\"input_tokens\":13,\"output_tokens\":372,"
                                                + "\"total_tokens\":385}}")));

        long completed;
        try (StreamResponse<ImageGenStreamEvent> stream =
                sdk.images().generateStreaming(image("gpt-image-1").partialImages(1).build())) {
            completed = stream.stream().filter(ImageGenStreamEvent::isGenerationCompleted).count();
        }

        assertThat(completed).isEqualTo(1);
        assertThat(tenant.spent())
                .isEqualTo(Price.GPT_IMAGE_1.of(new Completion.Usage(13, 0, 372)));
    }

    @Test
    void an_image_that_could_be_dearer_than_what_is_left_is_not_made() {
        tenant.limit(tenant.userWallet(), BigInteger.valueOf(249_600_000));
        provider().answer(TestProvider.json("{\"data\":[]}"));

        tenant.client()
                .post("/v1/images/generations", "{\"model\":\"gpt-image-1\",\"prompt\":\"cat\"}")
                .expect(402);

        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void a_model_without_a_price_is_refused_with_the_fix() {
        NotFoundException e =
                catchThrowableOfType(
                        NotFoundException.class,
                        () -> sdk.images().generate(image("openai/dall-e-9").build()));
        assertThat(e.getMessage())
                .contains("alfred model set-price PROVIDER/MODEL --kind image --image-price");
        assertThat(
                        tenant.client()
                                .post(
                                        "/v1/audio/speech",
                                        "{\"model\":\"tts-9\",\"input\":\"a\",\"voice\":\"alloy\"}")
                                .expect(404)
                                .path("error")
                                .path("message")
                                .textValue())
                .contains("--kind speech --character-price");
    }

    // speech

    private static SpeechCreateParams.Builder speech(String model, String text) {
        return SpeechCreateParams.builder().model(model).input(text).voice("alloy");
    }

    @Test
    void speech_costs_its_characters_and_comes_back_byte_for_byte() throws IOException {
        byte[] audio = new byte[100_000];
        new Random(7).nextBytes(audio);
        provider().answer(TestProvider.bytes(200, "audio/mpeg", audio));

        try (HttpResponse answer =
                        sdk.audio()
                                .speech()
                                .create(speech("tts-1", "gr\u00fc\u00df dich").build());
                InputStream body = answer.body()) {
            assertThat(body.readAllBytes()).isEqualTo(audio);
            assertThat(answer.headers().values("Content-Type")).containsExactly("audio/mpeg");
            assertThat(answer.headers().values("X-Alfred-Cost")).containsExactly("0.000135");
        }

        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(9 * 15_000));
        assertThat(onlyEntry().path("estimated").booleanValue()).isFalse();
        assertThat(onlyEntry().path("provisional").booleanValue()).isFalse();
    }

    @Test
    void speech_that_is_no_sound_stays_held_and_unread() {
        provider().answer(TestProvider.status(200, "text/html", "<html>secret-host</html>"));

        AlfredClient.Answer answer =
                tenant.client()
                        .post(
                                "/v1/audio/speech",
                                "{\"model\":\"tts-1\",\"input\":\"a\",\"voice\":\"alloy\"}");

        answer.expect(502);
        assertThat(answer.body()).doesNotContain("secret-host");
        Await.until(
                "it is unknown what became of it",
                () -> Books.holdState(answer.header("X-Alfred-Transaction")).equals("unknown"));
    }

    @Test
    void speech_by_the_token_is_streamed_with_its_usage() {
        price(
                "talk",
                Json.object()
                        .put("kind", "speech")
                        .put("input", new BigDecimal("0.60"))
                        .put("output", new BigDecimal("12"))
                        .put("max_output_tokens", 2_000));
        String done =
                "{\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,"
                        + "\"output_tokens\":101,\"total_tokens\":115}}";
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        "{\"type\":\"speech.audio.delta\",\"audio\":\"aA==\"}",
                                        done)));
        String body = "{\"model\":\"openai/talk\",\"input\":\"hello\",\"voice\":\"alloy\"";

        AlfredClient.Answer answer =
                tenant.client().post("/v1/audio/speech", body + ",\"stream_format\":\"sse\"}");

        assertThat(answer.body()).contains("data: " + done);
        assertThat(tenant.spent())
                .isEqualTo(
                        new Price(600_000_000, 600_000_000, 12_000_000_000L)
                                .of(new Completion.Usage(14, 0, 101)));
        assertThat(
                        tenant.client()
                                .post("/v1/audio/speech", body + "}")
                                .expect(400)
                                .path("error")
                                .path("param")
                                .textValue())
                .isEqualTo("stream_format");
    }

    // transcriptions

    private static TranscriptionCreateParams.Builder transcription(String model, byte[] audio) {
        return TranscriptionCreateParams.builder()
                .model(model)
                .file(
                        MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(audio))
                                .filename("talk.mp3")
                                .contentType("audio/mpeg")
                                .build());
    }

    private static byte[] audio(int bytes) {
        byte[] audio = new byte[bytes];
        new Random(11).nextBytes(audio);
        return audio;
    }

    @Test
    void a_transcription_costs_the_seconds_that_were_heard() {
        byte[] audio = audio(300_000);
        provider()
                .answer(
                        TestProvider.json(
                                "{\"text\":\"hello\",\"usage\":"
                                        + "{\"type\":\"duration\",\"seconds\":19}}"));

        var answer =
                sdk.audio()
                        .transcriptions()
                        .create(transcription("whisper-1", audio).language("en").build());

        assertThat(answer.asTranscription().text()).isEqualTo("hello");
        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v1/audio/transcriptions");
        assertThat(seen.header("Content-Type")).startsWith("multipart/form-data; boundary=");
        assertThat(new String(seen.body(), StandardCharsets.ISO_8859_1))
                .contains(new String(audio, StandardCharsets.ISO_8859_1))
                .contains("whisper-1")
                .contains("talk.mp3");
        assertThat(tenant.spent()).isEqualTo(WHISPER_SECOND.multiply(BigInteger.valueOf(19)));
        assertThat(onlyEntry().path("estimated").booleanValue()).isFalse();
    }

    // line ends are CRLF
    @SuppressWarnings("StringConcatToTextBlock")
    @Test
    void a_form_passes_byte_for_byte_and_a_longer_name_changes_only_itself() {
        provider().answer(TestProvider.json("{\"text\":\"a\",\"duration\":1.2}"));
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                        + "RIFF--x\u0000\r\n\r\n--x\r\nX-New: 1\r\n"
                        + "Content-Disposition: form-data; name=\"model\"\r\n\r\n"
                        + "MODEL\r\n--x\r\nContent-Disposition: form-data; name=\"x_new\"\r\n\r\n"
                        + "7\r\n--x--\r\n";
        for (String model : List.of("whisper-1", "openai/whisper-1")) {
            provider().answer(TestProvider.json("{\"text\":\"a\",\"duration\":1.2}"));

            send(form.replace("MODEL", model), "multipart/form-data; boundary=x").expect(200);

            assertThat(provider().only().text()).isEqualTo(form.replace("MODEL", "whisper-1"));
            assertThat(provider().only().header("Content-Type"))
                    .isEqualTo("multipart/form-data; boundary=x");
        }
        assertThat(tenant.spent()).isEqualTo(WHISPER_SECOND.multiply(BigInteger.valueOf(4)));
    }

    private AlfredClient.Answer send(String body, String type) {
        return tenant.client()
                .post(
                        "/v1/audio/transcriptions",
                        type,
                        HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    @Test
    void a_transcription_that_does_not_tell_its_length_costs_the_bound_until_reconciled() {
        provider().answer(TestProvider.status(200, "text/plain; charset=utf-8", "hello\n"));

        sdk.audio()
                .transcriptions()
                .create(
                        transcription("whisper-1", audio(7_501))
                                .responseFormat(AudioResponseFormat.TEXT)
                                .build());

        assertThat(tenant.spent()).isEqualTo(WHISPER_SECOND.multiply(BigInteger.valueOf(11)));
        assertThat(onlyEntry().path("estimated").booleanValue()).isTrue();
        assertThat(onlyEntry().path("provisional").booleanValue()).isTrue();
    }

    @Test
    void a_transcription_by_the_token_costs_them_also_when_streamed() {
        price(
                "listen",
                Json.object()
                        .put("kind", "transcription")
                        .put("input", new BigDecimal("6"))
                        .put("output", new BigDecimal("10"))
                        .put("context_tokens", 16_000)
                        .put("max_output_tokens", 2_000));
        Price listen = new Price(6_000_000_000L, 6_000_000_000L, 10_000_000_000L);
        String usage =
                "\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":45,"
                        + "\"total_tokens\":59}";
        provider().answer(TestProvider.json("{\"text\":\"hello\"," + usage + "}"));

        sdk.audio().transcriptions().create(transcription("openai/listen", audio(10)).build());

        BigInteger once = listen.of(new Completion.Usage(14, 0, 45));
        assertThat(tenant.spent()).isEqualTo(once);
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        "{\"type\":\"transcript.text.delta\",\"delta\":\"hello\"}",
                                        "{\"type\":\"transcript.text.done\",\"text\":\"hello\","
                                                + usage
                                                + "}")));
        try (var stream =
                sdk.audio()
                        .transcriptions()
                        .createStreaming(transcription("openai/listen", audio(10)).build())) {
            assertThat(stream.stream().count()).isEqualTo(2);
        }
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    // the SDK's own type is deprecated, the endpoint is not
    @SuppressWarnings("deprecation")
    @Test
    void a_translation_is_priced_alike() {
        provider().answer(TestProvider.json("{\"text\":\"hello\",\"duration\":\"2.95\"}"));

        sdk.audio()
                .translations()
                .create(
                        TranslationCreateParams.builder()
                                .model("whisper-1")
                                .file(audio(1_000))
                                .build());

        assertThat(provider().only().path()).isEqualTo("/v1/audio/translations");
        assertThat(tenant.spent()).isEqualTo(WHISPER_SECOND.multiply(BigInteger.valueOf(3)));
    }

    // line ends are CRLF
    @SuppressWarnings("StringConcatToTextBlock")
    @Test
    void a_form_that_cannot_be_read_is_refused_before_anything_is_held() {
        provider().answer(TestProvider.json("{\"text\":\"never\"}"));
        JsonNode twice =
                send(
                                "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"
                                        + "whisper-1\r\n--x\r\n"
                                        + "Content-Disposition: form-data; name=\"model\"\r\n\r\n"
                                        + "whisper-1\r\n--x--",
                                "multipart/form-data; boundary=x")
                        .expect(400);
        assertThat(twice.path("error").path("message").textValue()).contains("two parts");
        JsonNode json = send("{\"model\":\"whisper-1\"}", "application/json").expect(415);
        assertThat(json.path("error").path("message").textValue()).contains("multipart/form-data");
        send("--x--", "multipart/form-data").expect(415);
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_frozen_wallet_gets_no_sound() {
        AlfredClient.admin()
                .post("/api/wallets/" + tenant.userWallet() + "/freeze", Json.object())
                .expect(200);
        provider().answer(TestProvider.json("{\"text\":\"never\"}"));

        PermissionDeniedException e =
                catchThrowableOfType(
                        PermissionDeniedException.class,
                        () ->
                                sdk.audio()
                                        .transcriptions()
                                        .create(transcription("whisper-1", audio(10)).build()));

        assertThat(e.code()).contains("wallet_frozen");
        assertThat(provider().seen()).isEmpty();
    }
}

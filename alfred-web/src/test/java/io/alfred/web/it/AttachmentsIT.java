package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAudioParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Sound and documents in chats of the official OpenAI SDK, whole and streamed. */
@Order(2)
class AttachmentsIT extends ContainerTest {
    private static final String MODEL = "openai/gpt-audio";
    private static final long CONTEXT_TOKENS = 128_000;

    /** Nano-credits a token: 2.50, 1.25, 10, 32 and 64 credits per 1,000,000. */
    private static final long INPUT = 2_500;

    private static final long CACHED = 1_250;
    private static final long OUTPUT = 10_000;
    private static final long HEARD = 32_000;
    private static final long SPOKEN = 64_000;

    private Tenant tenant;
    private OpenAIClient sdk;

    @BeforeEach
    void connect() {
        AlfredClient.admin()
                .put(
                        "/api/models/" + MODEL,
                        Json.object()
                                .put("input", new BigDecimal("2.50"))
                                .put("cached_read", new BigDecimal("1.25"))
                                .put("output", 10)
                                .put("audio_input", 32)
                                .put("audio_output", 64)
                                .put("context_tokens", CONTEXT_TOKENS)
                                .put("max_output_tokens", 16_384))
                .expect(200);
        tenant = Tenant.withCredits("20");
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

    /** Tokens as OpenAI reports them: sound is among the prompt and the completion. */
    private record Usage(long prompt, long cached, long heard, long completion, long spoken) {
        ObjectNode json() {
            ObjectNode usage = new Completion.Usage(prompt, cached, completion).json();
            usage.withObject("/prompt_tokens_details").put("audio_tokens", heard);
            usage.putObject("completion_tokens_details")
                    .put("reasoning_tokens", 0)
                    .put("audio_tokens", spoken);
            return usage;
        }

        BigInteger price() {
            return BigInteger.valueOf(
                    (prompt - cached - heard) * INPUT
                            + cached * CACHED
                            + heard * HEARD
                            + (completion - spoken) * OUTPUT
                            + spoken * SPOKEN);
        }
    }

    private static String answer(String text, Usage usage) {
        ObjectNode body = (ObjectNode) Json.parse(Completion.text(text, 0, 0));
        body.set("usage", usage.json());
        return body.toString();
    }

    private static List<String> stream(List<String> words, Usage usage) {
        List<String> events = new ArrayList<>(Completion.stream(words));
        ObjectNode last = (ObjectNode) Json.parse(Completion.finish());
        last.putArray("choices");
        last.set("usage", usage.json());
        events.add(events.size() - 1, last.toString());
        return events;
    }

    private static ChatCompletionCreateParams.Builder speaking() {
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .addUserMessage("Say hello.")
                .maxCompletionTokens(100)
                .modalities(
                        List.of(
                                ChatCompletionCreateParams.Modality.TEXT,
                                ChatCompletionCreateParams.Modality.AUDIO))
                .audio(
                        ChatCompletionAudioParam.builder()
                                .voice("ash")
                                .format(ChatCompletionAudioParam.Format.WAV)
                                .build());
    }

    private String streamed(ChatCompletionCreateParams params) {
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(params)) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(text::append);
        }
        return text.toString();
    }

    @Test
    void a_chat_about_sound_costs_exactly_what_sound_and_text_cost() {
        Usage usage = new Usage(1_000, 100, 600, 50, 0);
        provider().answer(TestProvider.json(answer("a bird", usage)));

        try (HttpResponseFor<ChatCompletion> raw =
                sdk.chat()
                        .completions()
                        .withRawResponse()
                        .create(Attachments.asking(MODEL, Attachments.sound()).build())) {
            CompletionUsage told = raw.parse().usage().orElseThrow();
            assertThat(told.promptTokensDetails().orElseThrow().audioTokens()).contains(600L);
            String tx = raw.headers().values("X-Alfred-Transaction").get(0);
            assertThat(Json.nanos(Books.resolution(tx).path("amount"))).isEqualTo(usage.price());
            JsonNode past = tenant.client().get("/v1/requests/" + tx).expect(200).path("usage");
            assertThat(past.path("prompt_tokens").longValue()).isEqualTo(1_000);
            assertThat(past.path("audio_prompt_tokens").longValue()).isEqualTo(600);
            assertThat(past.path("audio_completion_tokens").isNull()).isTrue();
            JsonNode logged = AlfredClient.admin().get("/api/audit/entries?tx=" + tx).expect(200);
            assertThat(logged.toString()).contains("\"audio_prompt_tokens\":600");
        }
        JsonNode part =
                Json.parse(provider().only().text()).at("/messages/0/content/1/input_audio");
        assertThat(part.path("data").asText()).isEqualTo(Attachments.SOUND);
        assertThat(usage.price())
                .isEqualTo(BigInteger.valueOf(750_000 + 125_000 + 19_200_000 + 500_000));
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void a_streamed_chat_about_sound_costs_the_same() {
        Usage usage = new Usage(1_000, 0, 990, 3, 0);
        provider().answer(TestProvider.events(stream(List.of("a ", "bird"), usage)));

        assertThat(streamed(Attachments.asking(MODEL, Attachments.sound()).build()))
                .isEqualTo("a bird");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void sound_is_held_for_as_long_as_it_can_play() {
        JsonNode estimate =
                tenant.client()
                        .withHeader("X-Alfred-Dry-Run", "true")
                        .chat(
                                "{\"model\":\""
                                        + MODEL
                                        + "\",\"max_completion_tokens\":100,\"messages\":[{"
                                        + "\"role\":\"user\",\"content\":[{\"type\":"
                                        + "\"input_audio\",\"input_audio\":{\"format\":\"wav\","
                                        + "\"data\":\""
                                        + Attachments.SOUND
                                        + "\"}}]}]}")
                        .expect(200)
                        .path("estimate");

        long heard = estimate.path("audio_prompt_tokens").longValue();
        assertThat(heard).isBetween(1_000L, 1_032L);
        long text = estimate.path("prompt_tokens").longValue() - heard;
        assertThat(Json.nanos(estimate.path("worst_case")))
                .isEqualTo(BigInteger.valueOf(heard * HEARD + text * INPUT + 100 * OUTPUT));
    }

    @Test
    void sound_for_a_model_without_its_price_is_refused_with_the_way_to_price_it() {
        provider()
                .answer(TestProvider.json(Completion.text("never", new Completion.Usage(1, 0, 1))));
        BadRequestException e =
                catchThrowableOfType(
                        BadRequestException.class,
                        () ->
                                sdk.chat()
                                        .completions()
                                        .create(
                                                Attachments.asking(
                                                                "gpt-4o-mini", Attachments.sound())
                                                        .build()));

        assertThat(e.param()).contains("messages[0].content[1].type");
        assertThat(e.getMessage())
                .contains("alfred model set-price openai/gpt-4o-mini", "--audio-input-price");
        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void a_pdf_reaches_the_provider_and_costs_the_reported_usage() {
        Completion.Usage usage = new Completion.Usage(1_003, 401, 37);
        provider().answer(TestProvider.json(Completion.text("a report", usage)));

        sdk.chat()
                .completions()
                .create(Attachments.asking("gpt-4o-mini", Attachments.pdf()).build());

        JsonNode file = Json.parse(provider().only().text()).at("/messages/0/content/1/file");
        assertThat(file.path("file_data").asText()).isEqualTo(Attachments.PDF_URL);
        assertThat(file.path("filename").asText()).isEqualTo("report.pdf");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(usage));
    }

    @Test
    void a_streamed_chat_about_a_pdf_costs_the_reported_usage() {
        Completion.Usage usage = new Completion.Usage(2_000, 0, 3);
        provider().answer(TestProvider.events(Completion.stream(List.of("a ", "report"), usage)));

        assertThat(streamed(Attachments.asking("gpt-4o-mini", Attachments.pdf()).build()))
                .isEqualTo("a report");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(usage));
    }

    @Test
    void a_pdf_is_held_for_as_the_whole_context() {
        JsonNode estimate =
                tenant.client()
                        .withHeader("X-Alfred-Dry-Run", "true")
                        .chat(
                                "{\"model\":\""
                                        + MODEL
                                        + "\",\"max_completion_tokens\":100,\"messages\":[{"
                                        + "\"role\":\"user\",\"content\":[{\"type\":\"file\","
                                        + "\"file\":{\"file_data\":\""
                                        + Attachments.PDF_URL
                                        + "\"}}]}]}")
                        .expect(200)
                        .path("estimate");

        assertThat(estimate.path("prompt_tokens").longValue()).isEqualTo(CONTEXT_TOKENS);
        assertThat(estimate.has("audio_prompt_tokens")).isFalse();
        assertThat(Json.nanos(estimate.path("worst_case")))
                .isEqualTo(BigInteger.valueOf(CONTEXT_TOKENS * INPUT + 100 * OUTPUT));
    }

    @Test
    void a_spoken_answer_arrives_and_costs_exactly_what_its_sound_costs() {
        Usage usage = new Usage(20, 0, 0, 60, 45);
        ObjectNode body = (ObjectNode) Json.parse(answer("", usage));
        ((ObjectNode) body.at("/choices/0/message"))
                .putNull("content")
                .putObject("audio")
                .put("id", "audio_1")
                .put("data", "UklGRg==")
                .put("expires_at", 1_800_000_000)
                .put("transcript", "Hello.");
        provider().answer(TestProvider.json(body.toString()));

        ChatCompletion told = sdk.chat().completions().create(speaking().build());

        assertThat(told.choices().get(0).message().audio().orElseThrow().data())
                .isEqualTo("UklGRg==");
        assertThat(told.choices().get(0).message().audio().orElseThrow().transcript())
                .isEqualTo("Hello.");
        JsonNode sent = Json.parse(provider().only().text());
        assertThat(sent.at("/audio/voice").asText()).isEqualTo("ash");
        assertThat(sent.at("/modalities/1").asText()).isEqualTo("audio");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void a_streamed_spoken_answer_arrives_and_costs_the_same() {
        Usage usage = new Usage(20, 0, 0, 60, 45);
        List<String> events = stream(List.of(), usage);
        events.add(0, spoken(Json.object().put("id", "audio_1").put("transcript", "Hello.")));
        events.add(1, spoken(Json.object().put("data", "UklG")));
        events.add(2, spoken(Json.object().put("data", "Rg==")));
        provider().answer(TestProvider.events(events));

        assertThat(sound(speaking().build())).isEqualTo("UklGRg==");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void a_spoken_answer_without_a_report_is_charged_at_its_bound_and_listed() {
        List<String> events = new ArrayList<>(Completion.stream(List.of()));
        events.add(0, spoken(Json.object().put("id", "audio_1").put("transcript", "Hello.")));
        provider().answer(TestProvider.events(events));

        AlfredClient.Answer answer =
                tenant.client()
                        .chat(
                                "{\"model\":\""
                                        + MODEL
                                        + "\",\"stream\":true,\"max_completion_tokens\":100,"
                                        + "\"modalities\":[\"text\",\"audio\"],"
                                        + "\"audio\":{\"voice\":\"ash\",\"format\":\"pcm16\"},"
                                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("estimated").booleanValue()).isTrue();
        assertThat(entry.path("provisional").booleanValue()).isTrue();
        assertThat(entry.path("completion_tokens").longValue()).isEqualTo(100);
        long prompt = entry.path("prompt_tokens").longValue();
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(prompt * INPUT + 100 * SPOKEN));
    }

    private static String spoken(ObjectNode audio) {
        ObjectNode chunk = (ObjectNode) Json.parse(Completion.chunk(""));
        ((ObjectNode) chunk.at("/choices/0")).putObject("delta").set("audio", audio);
        return chunk.toString();
    }

    private String sound(ChatCompletionCreateParams params) {
        StringBuilder sound = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(params)) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().audio().stream())
                    .flatMap(audio -> audio.data().stream())
                    .forEach(sound::append);
        }
        return sound.toString();
    }
}

package io.alfred.pricing;

import io.alfred.catalog.Model;
import io.alfred.kernel.AlfredException;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a prompt is no text: pictures, documents and sound, each at the most it can count for.
 *
 * <p>Where nobody publishes a bound the model's whole context counts, as no prompt is longer. Where
 * sound may be among it, those tokens count as sound.
 */
final class PromptMedia {
    /** Providers that read documents by a tool that they bill apart from the tokens. */
    private static final Set<String> DOCUMENTS_BILLED_APART = Set.of("xai", "mistral");

    /** … and one that does so for models that cannot read them themselves. */
    private static final String READS_FOR_OTHERS = "openrouter";

    private static final String DATA = "file_data";
    private static final String TEXT = "send text";
    private static final String READS_DOCUMENTS = "pdf_input";
    private static final String HEARS = "audio_input";

    /** Types without any sound, besides texts and pictures. */
    private static final Set<String> SILENT = Set.of("application/pdf", "application/json");

    private final Model model;
    private long tokens;
    private long audio;
    private boolean wholeContext;
    private boolean audioAnywhere;

    PromptMedia(Model model) {
        this.model = model;
    }

    /** The whole prompt, given the most tokens of its text. */
    PromptBound with(long textTokens) {
        long sum = textTokens + tokens + audio;
        long all = wholeContext ? Math.max(sum, model.contextTokens()) : sum;
        long sound = audioAnywhere ? Math.max(audio, model.contextTokens()) : audio;
        return new PromptBound(all, Math.min(all, sound));
    }

    /**
     * A picture.
     *
     * @param part its part of the message, for errors
     */
    void image(RequestFields part) {
        if (model.imageTokensMax() == 0) {
            wholeContext(part.path("type"), "an image");
        }
        tokens += model.imageTokensMax();
    }

    /**
     * A part with {@code input_audio: {data, format}}.
     *
     * @throws AlfredException {@code INVALID_REQUEST} where nobody has told what sound costs
     */
    void inputAudio(RequestFields part) {
        requireAudioPrice(part.path("type"), "sound", TEXT);
        String path = part.path("input_audio");
        RequestFields sound =
                part.find("input_audio")
                        .map(node -> RequestFields.object(node, path))
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                path,
                                                "is missing",
                                                "send {\"data\": …, \"format\": …}"));
        String data =
                sound.text("data")
                        .orElseThrow(
                                () ->
                                        RequestFields.wrong(
                                                sound.path("data"),
                                                "is missing",
                                                "send the sound in base64"));
        requireContext(part.path("type"), "sound");
        OptionalLong most = AudioTokens.most(model, data, sound.text("format").orElse(""));
        if (most.isPresent() && most.getAsLong() < model.contextTokens()) {
            audio += most.getAsLong();
        } else {
            wholeContext = true;
            audioAnywhere = true;
        }
    }

    /** Sound of an earlier answer, which the provider keeps. */
    void keptAudio(String path) {
        requireAudioPrice(path, "earlier audio", TEXT);
        wholeContext(path, "earlier audio");
        audioAnywhere = true;
    }

    /** What else the provider keeps; if its model hears, it may be sound. */
    void keptContext(String path) {
        perhapsAudio(path, "something that the provider keeps", "send what was said before");
        wholeContext(path, "something that the provider keeps");
    }

    /**
     * A document with {@code file_data}, {@code file_url} or {@code file_id}.
     *
     * @param part its part of the message, for errors
     * @param file what has these fields
     */
    void file(RequestFields part, Optional<RequestFields> file) {
        List<String> there =
                Stream.of(DATA, "file_url", "file_id")
                        .filter(name -> file.flatMap(fields -> fields.text(name)).isPresent())
                        .toList();
        if (there.isEmpty()) {
            throw RequestFields.wrong(
                    part.path("type"),
                    "is a file, and there is none in this part",
                    "send its bytes as file_data, or a file_id");
        }
        // Beside a link or an id, nobody knows which of them the provider reads.
        Optional<String> data =
                file.filter(fields -> there.equals(List.of(DATA)))
                        .flatMap(fields -> fields.text(DATA));
        document(part.path("type"), data.flatMap(PromptMedia::type));
    }

    /**
     * A document, which may be as long as the context.
     *
     * @param path for errors
     * @param type such as {@code application/pdf}; where the request tells none, or one that is not
     *     known to be silent, it may be sound after all
     */
    void document(String path, Optional<String> type) {
        refuseBilledApart(path);
        String told = type.map(each -> each.strip().toLowerCase(Locale.ROOT)).orElse("");
        if (told.startsWith("audio/") || told.startsWith("video/")) {
            requireAudioPrice(path, "a file with sound", TEXT);
            audioAnywhere = true;
        } else if (!isSilent(told)) {
            perhapsAudio(path, "a document of untold type", "send its bytes with their type");
        }
        wholeContext(path, "a document");
    }

    private static boolean isSilent(String type) {
        return type.startsWith("text/") || type.startsWith("image/") || SILENT.contains(type);
    }

    private void refuseBilledApart(String path) {
        boolean apart =
                DOCUMENTS_BILLED_APART.contains(model.provider())
                        || (model.provider().equals(READS_FOR_OTHERS)
                                && !model.capabilities().contains(READS_DOCUMENTS));
        if (apart) {
            throw RequestFields.wrong(
                    path,
                    "is a document, which this provider reads by a tool that has no price here",
                    "send its text, or choose a model of another provider");
        }
    }

    /** The type of a {@code data:} URL; empty where it tells none. */
    private static Optional<String> type(String data) {
        String head = data.substring(0, Math.min(data.length(), 100)).toLowerCase(Locale.ROOT);
        int end = head.indexOf(';');
        return head.startsWith("data:") && end > "data:".length()
                ? Optional.of(head.substring("data:".length(), end))
                : Optional.empty();
    }

    private void wholeContext(String path, String what) {
        requireContext(path, what);
        wholeContext = true;
    }

    private void requireContext(String path, String what) {
        if (model.contextTokens() == 0) {
            throw RequestFields.wrong(
                    path,
                    "is " + what + ", which has no bound in tokens here",
                    "send text, or price the model with its context: alfred model set-price "
                            + model.id()
                            + " … --context-tokens …");
        }
    }

    private OptionalLong audioPrice() {
        return model.price().map(price -> price.audio().input()).orElseGet(OptionalLong::empty);
    }

    /** What is sound if the model hears: then it needs a price. */
    private void perhapsAudio(String path, String what, String instead) {
        if (model.capabilities().contains(HEARS)) {
            requireAudioPrice(path, what + " that may be sound", instead);
        }
        audioAnywhere |= audioPrice().isPresent();
    }

    private void requireAudioPrice(String path, String what, String instead) {
        if (audioPrice().isEmpty()) {
            throw RequestFields.wrong(
                    path,
                    "is " + what + ", which has no price here",
                    instead
                            + ", or tell what sound costs: alfred model set-price "
                            + model.id()
                            + " … --audio-input-price …");
        }
    }
}

package io.alfred.web.it;

import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartInputAudio;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Documents and sound in a chat, as the official OpenAI SDK sends them. */
final class Attachments {
    /** In base64. */
    static final String PDF =
            Base64.getEncoder().encodeToString("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII));

    static final String PDF_URL = "data:application/pdf;base64," + PDF;

    /** A WAV of so many bytes that it plays 100 seconds at most. */
    static final String SOUND = Base64.getEncoder().encodeToString(wav(75_000));

    private Attachments() {}

    private static byte[] wav(int bytes) {
        ByteBuffer wav = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF____WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        wav.putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(8_000).putInt(16_000).putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes - 44);
        return wav.array();
    }

    static ChatCompletionContentPart pdf() {
        return ChatCompletionContentPart.ofFile(
                ChatCompletionContentPart.File.builder()
                        .file(
                                ChatCompletionContentPart.File.FileObject.builder()
                                        .filename("report.pdf")
                                        .fileData(PDF_URL)
                                        .build())
                        .build());
    }

    static ChatCompletionContentPart sound() {
        return ChatCompletionContentPart.ofInputAudio(
                ChatCompletionContentPartInputAudio.builder()
                        .inputAudio(
                                ChatCompletionContentPartInputAudio.InputAudio.builder()
                                        .data(SOUND)
                                        .format(
                                                ChatCompletionContentPartInputAudio.InputAudio
                                                        .Format.WAV)
                                        .build())
                        .build());
    }

    /** A question about it, with an answer of 100 tokens at most. */
    static ChatCompletionCreateParams.Builder asking(String model, ChatCompletionContentPart part) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .maxCompletionTokens(100)
                .addUserMessageOfArrayOfContentParts(
                        List.of(
                                ChatCompletionContentPart.ofText(
                                        ChatCompletionContentPartText.builder()
                                                .text("What is this?")
                                                .build()),
                                part));
    }
}

package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class MultipartFormTest {
    private static final String TYPE = "multipart/form-data; boundary=b";

    private static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String field(String name, String value) {
        return "--b\nContent-Disposition: form-data; name=\"" + name + "\"\n\n" + value + "\n";
    }

    private static String file(String content) {
        return "--b\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b.mp3\"\n"
                + "Content-Type: audio/mpeg\n\n"
                + content
                + "\n";
    }

    private static MultipartForm form(String text) {
        return MultipartForm.read(bytes(text), TYPE);
    }

    private static AlfredException refused(String text) {
        return refused(bytes(text), TYPE);
    }

    private static AlfredException refused(byte[] body, String type) {
        AlfredException error =
                catchThrowableOfType(AlfredException.class, () -> MultipartForm.read(body, type));
        assertThat(error).as("nothing was refused").isNotNull();
        return error;
    }

    @Test
    void fields_are_read_as_texts_files_as_their_size_and_lists_as_lists() {
        MultipartForm form =
                form(
                        field("model", "whisper-1")
                                + file("12345")
                                + field("include[]", "logprobs")
                                + field("include[]", "more")
                                + field("prompt", "")
                                + "--b--\n");

        assertThat(form.fields().toString())
                .isEqualTo(
                        "{\"model\":\"whisper-1\",\"file\":{\"bytes\":5},"
                                + "\"include[]\":[\"logprobs\",\"more\"],\"prompt\":\"\"}");
    }

    @Test
    void a_long_file_name_is_read_and_one_of_nothing_but_escapes_refused() {
        String plain = file("12345").replace("a \\\"b.mp3", "x".repeat(7_000));
        assertThat(form(plain + "--b--\n").fields().path("file").path("bytes").intValue())
                .isEqualTo(5);
        String escapes = file("12345").replace("a \\\"b.mp3", "\\\"".repeat(3_500));
        assertThat(refused(escapes + "--b--\n").code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void the_content_of_a_file_is_not_looked_into() {
        String content = "\n-b\n--a\r\r\n--\0name=\"model\"\n\n";
        assertThat(form(file(content) + "--b--").fields().path("file").path("bytes").intValue())
                .isEqualTo(bytes(content).length);
    }

    @Test
    void another_model_changes_nothing_but_its_value() {
        String before =
                file("\u00ff\0\u0080") + "--b\nContent-Disposition: form-data; name=model\n\n";
        String after = "\n" + field("prompt", "model") + "--b--\n";

        byte[] renamed = form(before + "openai/whisper-1" + after).withModel("whisper-1");

        assertThat(renamed).isEqualTo(bytes(before + "whisper-1" + after));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=b",
                "Multipart/Form-Data;boundary=\"b\"",
                "multipart/form-data; charset=utf-8; boundary=b",
                "multipart/form-data; boundary=b; charset=UTF-8"
            })
    void every_way_to_write_the_boundary_is_read(String type) {
        assertThat(MultipartForm.read(bytes(field("model", "m") + "--b--\n"), type).fields())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "multipart/form-data",
                "multipart/mixed; boundary=b",
                "multipart/form-data; boundary=b; boundary=c",
                "multipart/form-data; boundary=\"b ",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=b; x=boundary"
            })
    void a_type_that_names_no_single_boundary_is_refused(String type) {
        assertThat(refused(bytes(field("model", "m") + "--b--\n"), type).code())
                .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void what_two_readers_could_understand_differently_is_refused() {
        String model = field("model", "cheap");
        assertThat(refused(model + model + "--b--")).hasMessageContaining("two parts");
        assertThat(refused("preamble\n" + model + "--b--")).hasMessageContaining("begin");
        assertThat(refused(model + "--b--\n" + field("model", "dear")))
                .hasMessageContaining("followed by something else");
        assertThat(refused(model + "--b--\nx")).hasMessageContaining("followed");
        assertThat(refused(model + "--bc\n\n\n--b--")).hasMessageContaining("followed");
        assertThat(refused(model + "--b \n\n\n--b--")).hasMessageContaining("followed");
        assertThat(refused(model)).hasMessageContaining("no closing boundary");
        assertThat(refused(model + "--b-")).hasMessageContaining("followed");
        assertThat(refused("--b\nContent-Disposition: form-data; name*=utf-8''model\n\nm\n--b--"))
                .hasMessageContaining("no plain name");
        assertThat(refused("--b\nContent-Disposition: form-data; name=\"mo\\del\"\n\nm\n--b--"))
                .hasMessageContaining("no plain name");
        assertThat(
                        refused(
                                "--b\nContent-Disposition: form-data; name=\"a\"; name=\"model\""
                                        + "\n\nm\n--b--"))
                .hasMessageContaining("no plain name");
        assertThat(refused("--b\nX: y\n\nm\n--b--")).hasMessageContaining("no plain name");
        assertThat(
                        refused(
                                "--b\nContent-Disposition: form-data; name=\"model\"\n"
                                        + "Content-Disposition: form-data; name=\"x\"\n\nm\n--b--"))
                .hasMessageContaining("header");
        assertThat(refused("--b\nContent-Disposition: form-data;\n name=\"model\"\n\nm\n--b--"))
                .hasMessageContaining("header");
        for (String header :
                new String[] {
                    "Content-Transfer-Encoding: base64",
                    "Content-Transfer-Encoding: quoted-printable",
                    "Content-Type: text/plain; charset=utf-16"
                }) {
            assertThat(
                            refused(
                                    "--b\nContent-Disposition: form-data; name=\"model\"\n"
                                            + header
                                            + "\n\nm\n--b--"))
                    .hasMessageContaining("is encoded");
        }
        assertThat(refused(field("model", "\u00ff") + "--b--")).hasMessageContaining("UTF-8");
    }

    @Test
    void a_bare_line_feed_is_no_line_end() {
        byte[] body = field("model", "m").concat("--b--").getBytes(StandardCharsets.US_ASCII);
        assertThat(refused(body, TYPE).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void parts_headers_and_texts_are_bounded() {
        StringBuilder most = new StringBuilder();
        for (int i = 0; i < MultipartForm.PARTS_MAX; i++) {
            most.append(field("f" + i, "v"));
        }
        assertThat(form(most + "--b--").fields()).hasSize(MultipartForm.PARTS_MAX);
        assertThat(refused(most + field("one", "more") + "--b--"))
                .hasMessageContaining("more than 64 parts");

        String longest = "x".repeat(MultipartForm.TEXT_BYTES_MAX);
        assertThat(form(field("prompt", longest) + "--b--").fields()).hasSize(1);
        assertThat(refused(field("prompt", longest + "x") + "--b--"))
                .hasMessageContaining("longer than");

        String start = "--b\nContent-Disposition: form-data; name=\"a\"\nX: ";
        int rest = FormReader.HEADER_BYTES_MAX - (start.length() - "--b\n".length() + 1) - 4;
        assertThat(form(start + "x".repeat(rest) + "\n\nv\n--b--").fields()).hasSize(1);
        assertThat(refused(start + "x".repeat(rest + 8) + "\n\nv\n--b--"))
                .hasMessageContaining("do not end");
    }

    @Test
    void no_prefix_of_a_form_is_a_form() {
        byte[] whole = bytes(field("model", "m") + file("abc") + "--b--");
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = java.util.Arrays.copyOf(whole, length);
            assertThat(refused(prefix, TYPE).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        assertThat(MultipartForm.read(whole, TYPE).fields()).hasSize(2);
    }
}

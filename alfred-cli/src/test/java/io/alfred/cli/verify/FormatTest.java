package io.alfred.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The pieces of the format, against values from elsewhere. */
class FormatTest {
    /** Leaves and roots of the test vectors that Certificate Transparency publishes. */
    static final List<String> RFC6962_LEAVES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    static final List<String> RFC6962_ROOTS =
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    /** A code point above U+FFFF, whose first UTF-16 unit is below {@link #LATE_IN_BMP}. */
    static final String BEYOND_BMP = Character.toString(0x1F600);

    static final String LATE_IN_BMP = Character.toString(0xFF5E);

    @Test
    void the_tree_has_the_published_roots() {
        MerkleFrontier tree = new MerkleFrontier();
        assertThat(tree.root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int i = 0; i < RFC6962_LEAVES.size(); i++) {
            tree.add(HexFormat.of().parseHex(RFC6962_LEAVES.get(i)));
            assertThat(tree.root().hex()).isEqualTo(RFC6962_ROOTS.get(i));
        }
    }

    @Test
    void canonical_json_sorts_by_code_point_and_escapes_only_what_it_must() throws IOException {
        String loose =
                "{ \""
                        + BEYOND_BMP
                        + "\":1, \""
                        + LATE_IN_BMP
                        + "\":true,"
                        + " \"b\":[\"\\/\\u0041\\u001f\\u007f\", \"\\b\\t\\n\\f\\r\\\"\\\\\"],"
                        + " \"a\":{\"z\":-9223372036854775808,"
                        + " \"y\":9223372036854775807, \"x\":{}, \"w\":[]} }";

        byte[] canonical =
                CanonicalJson.write(
                        CanonicalJson.readObject(loose.getBytes(StandardCharsets.UTF_8)));

        assertThat(new String(canonical, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"a\":{\"w\":[],\"x\":{},"
                                + "\"y\":9223372036854775807,"
                                + "\"z\":-9223372036854775808},"
                                + "\"b\":[\"/A\\u001f"
                                + (char) 0x7f
                                + "\",\"\\b\\t\\n\\f\\r\\\"\\\\\"],"
                                + ("\"" + LATE_IN_BMP + "\":true,")
                                + ("\"" + BEYOND_BMP + "\":1}"));
    }

    @Test
    void what_the_format_does_not_have_is_refused() {
        for (String text :
                List.of(
                        "{\"a\":null}",
                        "{\"a\":1.5}",
                        "{\"a\":1e2}",
                        "{\"a\":1,\"a\":2}",
                        "[]",
                        "{\"a\":9223372036854775808}",
                        "{}{}",
                        "{",
                        "")) {
            assertThatThrownBy(
                            () -> CanonicalJson.readObject(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> CanonicalJson.write(Map.of("a", "\uD83D")))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Hash.parse("A".repeat(64))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Hash.parse("a".repeat(63))).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_line_is_read_up_to_its_bound() throws IOException {
        byte[] full = new byte[Lines.LINE_MAX_BYTES];
        assertThat(new Lines(new ByteArrayInputStream(full)).next()).hasSize(full.length);

        byte[] over = new byte[Lines.LINE_MAX_BYTES + 1];
        assertThatThrownBy(() -> new Lines(new ByteArrayInputStream(over)).next())
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_key_is_read_as_base64_pem_and_json() throws IOException {
        String base64 = TestKey.ONE.spkiBase64();
        byte[] body = {1, 2, 3};
        for (String text :
                List.of(
                        base64,
                        base64 + "\n",
                        "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n",
                        "{\n  \"algorithm\" : \"Ed25519\",\n  \"public_key\" : \""
                                + base64
                                + "\"\n}")) {
            TrustedKeys keys = TrustedKeys.parse(List.of(text));
            assertThat(keys.objection(TestKey.ONE.keyId(), body, TestKey.ONE.sign(body))).isNull();
            assertThat(keys.objection(TestKey.TWO.keyId(), body, TestKey.TWO.sign(body)))
                    .contains("not the key given");
        }
        assertThatThrownBy(() -> TrustedKeys.parse(List.of("not a key")))
                .isInstanceOf(MalformedException.class);
    }
}

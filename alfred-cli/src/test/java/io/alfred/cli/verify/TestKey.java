package io.alfred.cli.verify;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** A fixed Ed25519 key: the one of RFC 8032, 7.1, test 1 (or 2), which guards nothing. */
record TestKey(String seed, String publicHex) {
    static final TestKey ONE =
            new TestKey(
                    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    static final TestKey TWO =
            new TestKey(
                    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

    private static final String PKCS8 = "302e020100300506032b657004220420";
    private static final String SPKI = "302a300506032b6570032100";

    byte[] pkcs8() {
        return HexFormat.of().parseHex(PKCS8 + seed);
    }

    byte[] spki() {
        return HexFormat.of().parseHex(SPKI + publicHex);
    }

    String spkiBase64() {
        return Base64.getEncoder().encodeToString(spki());
    }

    String keyId() {
        return TrustedKeys.keyId(spki());
    }

    byte[] sign(byte[] body) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8()));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

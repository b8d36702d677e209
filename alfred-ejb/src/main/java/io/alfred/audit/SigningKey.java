package io.alfred.audit;

import io.alfred.kernel.StartupError;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The Ed25519 key that signs checkpoints; it lives in a file, never in the database.
 *
 * <p>The file holds a PKCS#8 private key and the X.509 public key, both PEM, mode 0600.
 */
final class SigningKey {
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** Reads the key, or makes one when the file does not exist. */
    static SigningKey loadOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            String pem = Files.readString(file);
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            return new SigningKey(
                    factory.generatePrivate(new PKCS8EncodedKeySpec(section(pem, "PRIVATE KEY"))),
                    factory.generatePublic(new X509EncodedKeySpec(section(pem, "PUBLIC KEY"))));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw StartupError.config(
                    "alfred.audit.signing-key-file",
                    "does not hold a readable Ed25519 key (" + file + ")",
                    "restore the file from its backup, or move it away to have a new key made");
        }
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 signs with Ed25519", e);
        }
    }

    boolean verifies(byte[] message, byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The first 16 hex digits of the SHA-256 of the X.509 public key. */
    String keyId() {
        return HexFormat.of().formatHex(Sha256.of(publicKey.getEncoded())).substring(0, 16);
    }

    /** The X.509 SubjectPublicKeyInfo bytes. */
    byte[] publicKey() {
        return publicKey.getEncoded();
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String pem =
                armored("PRIVATE KEY", pair.getPrivate().getEncoded())
                        + armored("PUBLIC KEY", pair.getPublic().getEncoded());
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path draft =
                Files.createTempFile(
                        folder,
                        "signing",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, pem, StandardCharsets.US_ASCII);
            // A hard link fails when another start was faster; the first key then stays.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException e) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static String armored(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] section(String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no " + label);
        }
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }
}

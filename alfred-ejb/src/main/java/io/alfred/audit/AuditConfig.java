package io.alfred.audit;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Settings of the audit log.
 *
 * @param nodeId {@code alfred.node.id}: UUID of this node; made and kept in {@code
 *     alfred.data.dir}/node.id when absent
 * @param dataDir {@code alfred.data.dir}: default {@code ~/.alfred}
 * @param signingKeyFile {@code alfred.audit.signing-key-file}: Ed25519 key, PKCS#8 PEM, mode 0600;
 *     made at first start; default {@code audit/signing-key.pem} in the data directory
 * @param checkpointFile {@code alfred.audit.checkpoint-file}: where signed checkpoints are
 *     appended; default {@code audit/checkpoints.jsonl} in the data directory
 */
record AuditConfig(Optional<UUID> nodeId, Path dataDir, Path signingKeyFile, Path checkpointFile) {

    static AuditConfig read(Config config) {
        Path dataDir =
                config.getOptionalValue("alfred.data.dir", String.class)
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".alfred"));
        return new AuditConfig(
                config.getOptionalValue("alfred.node.id", String.class).map(AuditConfig::nodeId),
                dataDir,
                path(config, "alfred.audit.signing-key-file", dataDir, "audit/signing-key.pem"),
                path(config, "alfred.audit.checkpoint-file", dataDir, "audit/checkpoints.jsonl"));
    }

    private static Path path(Config config, String property, Path dataDir, String fallback) {
        return config.getOptionalValue(property, String.class)
                .map(Path::of)
                .orElseGet(() -> dataDir.resolve(fallback));
    }

    private static UUID nodeId(String text) {
        try {
            return UUID.fromString(text.strip());
        } catch (IllegalArgumentException e) {
            throw StartupError.config(
                    "alfred.node.id",
                    "is not a UUID",
                    "give each node one fixed UUID, or leave it out to have one made");
        }
    }
}

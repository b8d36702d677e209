package io.alfred.cli.audit;

import io.alfred.cli.verify.TrustedKeys;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The public keys that the operator trusts. */
final class KeyOptions {
    @Option(
            names = {"--public-key", "--key"},
            paramLabel = "FILE|BASE64",
            description = "The key of the checkpoints; may be given again for an older key.")
    private List<String> publicKeys = List.of();

    boolean given() {
        return !publicKeys.isEmpty();
    }

    /** The keys that were given; none where none was. */
    TrustedKeys trusted() throws IOException {
        return TrustedKeys.parse(texts());
    }

    /** What was given: the contents of files, or the keys themselves. */
    List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String key : publicKeys) {
            Path path = Path.of(key);
            texts.add(Files.isRegularFile(path) ? Files.readString(path) : key);
        }
        return texts;
    }
}

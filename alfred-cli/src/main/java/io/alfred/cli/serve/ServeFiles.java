package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What {@code serve} keeps in a data directory, besides the server's and PostgreSQL's own. */
record ServeFiles(Path root) {
    static ServeFiles in(DataDir dataDir) {
        return new ServeFiles(dataDir.root());
    }

    /** Locked as long as a supervisor lives; holds its process id. */
    Path lock() {
        return root.resolve("serve.lock");
    }

    /** Payara's scratch folder, made anew at every start. */
    Path run() {
        return root.resolve("run");
    }

    Path serverLog() {
        return root.resolve("log").resolve("server.log");
    }

    /** What a detached supervisor prints. */
    Path supervisorLog() {
        return root.resolve("log").resolve("serve.log");
    }

    /** Settings of the operator, named as in the configuration reference. */
    Path settings() {
        return root.resolve("alfred.properties");
    }

    Path nodeId() {
        return root.resolve("node.id");
    }

    /** Makes the directory (0700) if it is missing and proves that it can be written. */
    void makeUsable() {
        try {
            if (!Files.isDirectory(root)) {
                Path parent = root.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(
                        root,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            Files.delete(Files.createTempFile(root, ".writable", ""));
        } catch (FileAlreadyExistsException e) {
            throw unusable("data directory " + root + " is a file", e);
        } catch (IOException e) {
            throw unusable("cannot write to the data directory " + root, e);
        }
    }

    private static CliException unusable(String message, IOException cause) {
        return new CliException(
                ExitCode.FAILURE,
                message,
                "make it a folder that this user may write, or choose another with --data",
                cause);
    }
}

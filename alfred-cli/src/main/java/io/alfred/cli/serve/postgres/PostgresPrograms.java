package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.files.Trees;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;

/** The programs (initdb, pg_ctl, postgres) that ship inside the class path. */
final class PostgresPrograms {
    private static final String FIX =
            "use your own PostgreSQL with --db-url, --db-user and --db-password-file";

    private PostgresPrograms() {}

    /**
     * The folder with {@code bin/}, {@code lib/} and {@code share/}, unpacked at the first call.
     *
     * <p>Why a rename at the end: a folder under its final name is always complete, whatever was
     * killed before.
     */
    static Path unpack(Path programs) {
        Path home = programs.resolve(version());
        if (Files.isDirectory(home)) {
            return home;
        }
        String archive = archive(property("os.name"), property("os.arch"));
        Path unfinished = programs.resolve(version() + ".unpacking");
        try (InputStream packed = PostgresPrograms.class.getResourceAsStream(archive)) {
            Trees.delete(unfinished);
            Files.createDirectories(unfinished);
            extract(packed, archive, unfinished);
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            return home;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot unpack PostgreSQL into " + programs,
                    "free some space there (150 MB) or choose another --data",
                    e);
        }
    }

    /** The resource for an operating system and processor; both Mac processors share one. */
    static String archive(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch =
                switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> "";
                };
        if (os.startsWith("mac") && !arch.isEmpty()) {
            return "/postgres-darwin-arm_64.txz";
        }
        if (os.startsWith("linux") && !arch.isEmpty()) {
            return "/postgres-linux-" + arch + ".txz";
        }
        throw new CliException(
                ExitCode.FAILURE, "no PostgreSQL is bundled for " + osName + " on " + osArch, FIX);
    }

    private static void extract(@Nullable InputStream packed, String archive, Path target)
            throws IOException {
        if (packed == null) {
            throw new CliException(
                    ExitCode.FAILURE, "this build does not contain " + archive.substring(1), FIX);
        }
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                extractOne(tar, entry, target);
                entry = tar.getNextEntry();
            }
        }
    }

    private static void extractOne(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        Path file = inside(target, target.resolve(entry.getName()));
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(parent(file));
        if (entry.isSymbolicLink()) {
            inside(target, parent(file).resolve(entry.getLinkName()));
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true, true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }

    private static Path inside(Path target, Path file) throws IOException {
        Path normal = file.normalize();
        if (!normal.startsWith(target)) {
            throw new IOException("the archive points outside of " + target);
        }
        return normal;
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException(file + " has no folder");
        }
        return parent;
    }

    /** The bundled version, written into the build from the parent POM. */
    static String version() {
        Properties build = new Properties();
        try (InputStream in = PostgresPrograms.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new IllegalStateException("build.properties is unreadable", e);
        }
        String version = build.getProperty("postgres.version");
        if (version == null) {
            throw new IllegalStateException("build.properties lacks postgres.version");
        }
        return version;
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }
}

package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The installed server: {@code server/} beside the command line's own {@code lib/}. */
record ServerHome(Path folder) {
    private static final String PROPERTY = "alfred.home";

    /** As the launcher says. */
    static ServerHome find() {
        String home = System.getProperty(PROPERTY);
        ServerHome server = new ServerHome(Path.of(home == null ? "." : home).resolve("server"));
        if (home == null
                || !Files.exists(server.war())
                || !Files.exists(server.main())
                || !Files.exists(server.payara())) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "this installation has no server",
                    "start it with the script bin/alfred of a complete installation");
        }
        return server;
    }

    Path war() {
        return folder.resolve("ROOT.war");
    }

    /** Brings Payara Micro by its manifest's class path. */
    Path main() {
        return folder.resolve("alfred-micro-main.jar");
    }

    /** What a server's own folder starts with: configuration and resource adapters of Payara. */
    List<Path> payaraFolders() {
        return Stream.of("config", "docroot", "lib").map(payara()::resolve).toList();
    }

    private Path payara() {
        return folder.resolve("payara");
    }
}

package io.alfred.cli.serve;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * The main class of the server's JVM: Payara Micro, tied to the life of {@code alfred serve}.
 *
 * <p>The supervisor holds the other end of stdin. When it is gone (killed, so nobody can drain or
 * stop anything in order) this JVM stops at once, as in a crash, and the next start recovers. Why
 * apart: this class and Payara's jars are all that JVM may have on its class path, because Payara
 * looks there before it looks into the WAR.
 *
 * <p>Payara lies in {@code payara/} beside this class's jar, one jar for each of its parts, so that
 * the JVM's own class loader loads it and an AOT cache of the JVM can hold it.
 */
public final class MicroMain {
    private static final String PAYARA_MICRO = "fish.payara.micro.impl.PayaraMicroImpl";
    private static final int ABANDONED = 137;
    private static final int FAILED = 1;

    private MicroMain() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(MicroMain::haltWhenAbandoned, "supervisor-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            Path payara = payara();
            // what Payara's own launcher of an unpacked server sets
            System.setProperty(
                    "fish.payara.micro.BootJar",
                    payara.resolve("launch-micro.jar").toUri().toString());
            System.setProperty("fish.payara.micro.UnpackDir", payara.toString());
            Class.forName(PAYARA_MICRO)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            System.err.println("ALFRED-START-ERROR: Payara Micro did not start: " + e.getCause());
            System.exit(FAILED);
        }
    }

    private static Path payara() {
        try {
            return Path.of(
                            MicroMain.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .resolveSibling("payara");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this class is in no jar file", e);
        }
    }

    private static void haltWhenAbandoned() {
        try {
            int read = System.in.read();
            while (read >= 0) {
                read = System.in.read();
            }
        } catch (IOException e) {
            System.err.println("stdin broke: " + e.getMessage());
        }
        Runtime.getRuntime().halt(ABANDONED);
    }
}

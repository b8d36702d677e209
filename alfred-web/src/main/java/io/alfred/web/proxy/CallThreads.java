package io.alfred.web.proxy;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One virtual thread per call, so that thousands of slow streams cost no platform threads. */
@ApplicationScoped
public class CallThreads {
    static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    /** Processors from which the JVM's own choice, one carrier for each, is left alone. */
    static final int PROCESSORS_ENOUGH = 8;

    private static final System.Logger LOG = System.getLogger(CallThreads.class.getName());

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        finding(System.getProperty(CARRIERS), Runtime.getRuntime().availableProcessors())
                .ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text));
    }

    /**
     * What is wrong with the JVM's options: a virtual thread that loads a class, or waits for
     * another to have loaded it, keeps its carrier, and with few of them all calls can stand still.
     *
     * @param carriers the value of the option, if it was given
     */
    static Optional<String> finding(@Nullable String carriers, int processors) {
        if (carriers != null || processors >= PROCESSORS_ENOUGH) {
            return Optional.empty();
        }
        return Optional.of(
                "calls run on virtual threads with "
                        + processors
                        + " carriers and can hang after a start under load: start the JVM with -D"
                        + CARRIERS
                        + "=64");
    }

    void run(Runnable call) {
        threads.execute(call);
    }

    @PreDestroy
    void close() {
        threads.shutdown();
    }
}

package io.alfred.web.proxy;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One virtual thread per call, so that thousands of slow streams cost no platform threads. */
@ApplicationScoped
public class CallThreads {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    void run(Runnable call) {
        threads.execute(call);
    }

    @PreDestroy
    void close() {
        threads.shutdown();
    }
}

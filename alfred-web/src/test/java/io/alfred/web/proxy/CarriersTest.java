package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.management.JMException;

class CarriersTest {
    private static final int JDK_THAT_COUNTS_ANEW = 24;

    /** Open once the threads that initialize a class may go on. */
    private static final CountDownLatch GO_ON = new CountDownLatch(1);

    private static final CountDownLatch INITIALIZING = new CountDownLatch(2);

    private static void await() {
        INITIALIZING.countDown();
        try {
            if (!GO_ON.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its thread keeps its carrier while it waits, as every class initializer does. */
    private static final class First {
        static {
            await();
        }

        static void touch() {}
    }

    private static final class Second {
        static {
            await();
        }

        static void touch() {}
    }

    @Test
    void calls_that_wait_for_a_class_on_all_carriers_are_set_free()
            throws InterruptedException, JMException {
        assumeTrue(Runtime.version().feature() >= JDK_THAT_COUNTS_ANEW);
        Carriers.Scheduler scheduler = new Carriers.Scheduler();
        CarrierRule rule = new CarrierRule(2);
        scheduler.set(rule.carriers());
        List<Thread> pinned =
                List.of(
                        Thread.startVirtualThread(First::touch),
                        Thread.startVirtualThread(Second::touch));
        try {
            assertThat(INITIALIZING.await(10, TimeUnit.SECONDS)).isTrue();
            Thread rescuer = Thread.startVirtualThread(GO_ON::countDown);
            assertThat(rescuer.join(Duration.ofMillis(300))).isFalse();
            lookUntilOver(rule, scheduler, rescuer);
            assertThat(rescuer.isAlive()).isFalse();
            assertThat(rule.carriers()).isEqualTo(CarrierRule.MANY);
        } finally {
            GO_ON.countDown();
            for (Thread each : pinned) {
                each.join();
            }
            scheduler.set(Runtime.getRuntime().availableProcessors());
        }
    }

    private static void lookUntilOver(
            CarrierRule rule, Carriers.Scheduler scheduler, Thread rescuer)
            throws InterruptedException, JMException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (rescuer.isAlive() && System.nanoTime() < end) {
            Carriers.look(rule, scheduler);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void the_finding_names_the_option_that_mends_it() {
        assertThat(Carriers.finding(2)).contains("-Djdk.virtualThreadScheduler.parallelism=64");
    }
}

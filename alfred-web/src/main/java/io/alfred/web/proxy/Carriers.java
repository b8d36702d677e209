package io.alfred.web.proxy;

import io.alfred.kernel.Rounds;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Sees to it that calls never stand still for want of carriers, the platform threads of virtual
 * ones, and have no more of them than that takes (ADR 0012).
 *
 * <p>Runs only where the JVM lets its carriers be counted anew, from JDK 24 on, and where the
 * operator has not fixed their number.
 */
@ApplicationScoped
public class Carriers {
    /** The JVM's option that fixes the number. */
    static final String OPTION = "jdk.virtualThreadScheduler.parallelism";

    /** … and the one that bounds it. */
    static final String MAX = "jdk.virtualThreadScheduler.maxPoolSize";

    /** Processors from which the JVM's own choice, one carrier for each, is left alone. */
    static final int PROCESSORS_ENOUGH = 8;

    private static final System.Logger LOG = System.getLogger(Carriers.class.getName());
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final String PARALLELISM = "Parallelism";

    @Resource private ManagedThreadFactory threads;

    private @Nullable Rounds rounds;

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        int processors = Runtime.getRuntime().availableProcessors();
        boolean fixed = System.getProperty(OPTION) != null || System.getProperty(MAX) != null;
        if (fixed || processors >= PROCESSORS_ENOUGH) {
            return;
        }
        try {
            Scheduler scheduler = new Scheduler();
            CarrierRule rule = new CarrierRule(processors);
            scheduler.set(rule.carriers());
            Rounds.Rhythm rhythm = Rounds.Rhythm.every("alfred-carriers", PERIOD);
            rounds = Rounds.start(threads, rhythm, () -> look(rule, scheduler));
        } catch (JMException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, finding(processors));
        }
    }

    static String finding(int processors) {
        return "calls run on virtual threads with "
                + processors
                + " carriers and can hang after a start under load: start the JVM with -D"
                + OPTION
                + "="
                + CarrierRule.MANY;
    }

    static void look(CarrierRule rule, Scheduler scheduler) throws JMException {
        int before = rule.carriers();
        Optional<Runnable> probe = rule.look(System.nanoTime());
        int carriers = rule.carriers();
        if (carriers != before) {
            scheduler.set(carriers);
            LOG.log(
                    System.Logger.Level.INFO,
                    carriers > before
                            ? "virtual threads stood still; they have {0} carriers for a while"
                            : "virtual threads have {0} carriers from now on",
                    carriers);
        }
        // after the change: a thread that starts is what makes the scheduler heed it
        probe.ifPresent(Thread::startVirtualThread);
    }

    @PreDestroy
    void stop() {
        Rounds running = rounds;
        if (running != null) {
            running.stop();
        }
    }

    /** The JVM's scheduler of virtual threads. */
    static final class Scheduler {
        private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        private final ObjectName name;

        /**
         * Finds it.
         *
         * @throws JMException on JDKs before 24
         */
        Scheduler() throws JMException {
            name = new ObjectName("jdk.management:type=VirtualThreadScheduler");
            var unused = beans.getAttribute(name, PARALLELISM);
        }

        void set(int carriers) throws JMException {
            beans.setAttribute(name, new Attribute(PARALLELISM, carriers));
        }
    }
}

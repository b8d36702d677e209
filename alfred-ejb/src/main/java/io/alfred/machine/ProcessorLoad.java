package io.alfred.machine;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/**
 * Whether the processors that this process may use have been at work all the time lately, whoever
 * used them.
 *
 * <p>Looked at by one thread, asked by any.
 */
public final class ProcessorLoad {
    /** Part of the time, from which on processors count as full. */
    static final double FULL = 0.9;

    /** Weight of the last look: ticks of the system are coarse, and single looks waver. */
    private static final double NEWEST = 0.5;

    private final DoubleSupplier sinceLastLook;
    private double mean;
    private volatile boolean full;

    public ProcessorLoad() {
        this(ofSystem());
    }

    /**
     * @param sinceLastLook part of the time at work since it was last asked, 0 to 1; negative when
     *     the system does not tell
     */
    ProcessorLoad(DoubleSupplier sinceLastLook) {
        this.sinceLastLook = sinceLastLook;
    }

    static DoubleSupplier ofSystem() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getCpuLoad;
    }

    /** Takes the time since the last look into account; to be called some times a second. */
    public void look() {
        double now = Math.max(0, sinceLastLook.getAsDouble());
        mean += NEWEST * (now - mean);
        full = mean >= FULL;
    }

    public boolean isFull() {
        return full;
    }
}

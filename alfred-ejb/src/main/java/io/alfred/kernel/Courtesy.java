package io.alfred.kernel;

/** Lets other threads go first. */
public final class Courtesy {
    private Courtesy() {}

    /**
     * Lets threads that wait for a processor have it before the caller goes on.
     *
     * <p>For callers whose work becomes less when it is done later, such as writing what has come
     * so far. Nothing may depend on it: where no thread waits, or the scheduler does as it likes,
     * it returns at once.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    public static void letOthersGoFirst() {
        Thread.yield();
    }
}

package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;

class PresenceTest {
    private final Presence presence = new Presence();

    @Test
    void leaving_ends_a_wait_for_the_provider() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread call =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    presence.beginWait();
                                    try {
                                        never.await();
                                    } catch (InterruptedException e) {
                                        ended.countDown();
                                    } finally {
                                        presence.endWait();
                                    }
                                });

        presence.leave();

        ended.await();
        call.join();
    }

    @Test
    void who_left_before_is_not_waited_for() {
        presence.leave();
        presence.beginWait();

        assertThatThrownBy(() -> new CountDownLatch(1).await())
                .isInstanceOf(InterruptedException.class);
        presence.endWait();
    }

    @Test
    void outside_a_wait_nothing_is_interrupted() {
        presence.beginWait();
        presence.endWait();
        presence.leave();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();

        presence.beginWait();
        presence.endWait();
        assertThat(Thread.currentThread().isInterrupted()).as("after the wait").isFalse();
        assertThat(presence.isGone()).isTrue();
    }
}

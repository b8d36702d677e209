package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class TransferDeskTest {
    /**
     * The oldest comes first at every look: if it ended the look, no other would ever be reached.
     */
    @Test
    void a_transfer_that_cannot_be_finished_holds_up_no_other() {
        List<String> finished = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                TransferDesk.each(
                                        List.of("poisoned", "one", "poisoned too", "two"),
                                        request -> {
                                            if (request.startsWith("poisoned")) {
                                                throw new IllegalStateException(request);
                                            }
                                            finished.add(request);
                                        }))
                .hasMessage("poisoned")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(finished).containsExactly("one", "two");
    }
}

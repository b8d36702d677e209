package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Clients that leave, or hardly listen, while their call is under way. */
@Order(4)
class ClientLeavesIT extends RawProviderTest {
    private static final int PAD_BYTES = 64 * 1024;
    private static final int PADDED_EVENTS = 1024;

    /** What may lie between a provider and a client who does not read. */
    private static final long UNDER_WAY_BYTES_MAX = 24L * 1024 * 1024;

    /** How a client goes. */
    enum Way {
        CLOSE {
            @Override
            void leave(RawClient client) {
                client.leave();
            }
        },
        RESET {
            @Override
            void leave(RawClient client) {
                client.reset();
            }
        },
        CLOSE_HALF {
            @Override
            void leave(RawClient client) {
                client.closeHalf();
            }
        };

        abstract void leave(RawClient client);
    }

    @ParameterizedTest
    @EnumSource
    void who_leaves_a_silent_stream_cancels_upstream_and_pays_for_what_was_produced(Way way) {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            call.event(Completion.chunk("some words"));
            assertThat(client.pieceText()).contains("some words");
            AlfredClient.Answer alive = tenant.client().get("/v1/models");
            alive.expect(200);

            way.leave(client);

            call.awaitHangUp();
            assertCounted(call.tx(), "some words");
        }
    }

    @Test
    void who_leaves_a_stream_before_its_first_event_leaves_it_to_the_providers_bill() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();

            client.leave();

            call.awaitHangUp();
            assertUnknown(call.tx());
            assertLogged(call.tx());
        }
    }

    @Test
    void who_leaves_before_the_provider_answered_at_all_cancels_it_too() {
        try (RawClient client = RawClient.chat(tenant, rawBody(""))) {
            RawProvider.Call call = upstream.call();

            client.leave();

            call.awaitHangUp();
            assertUnknown(call.tx());
            assertLogged(call.tx());
        }
    }

    @Test
    void who_leaves_in_the_middle_of_a_whole_answer_cancels_it_too() {
        try (RawClient client = RawClient.chat(tenant, rawBody(""))) {
            RawProvider.Call call = upstream.call().startJson(1_000).sendRaw("{\"choices\":[");

            client.leave();

            call.awaitHangUp();
            assertUnknown(call.tx());
        }
    }

    @Test
    void who_leaves_while_the_money_is_held_gets_all_of_it_back_and_no_provider_is_called()
            throws SQLException {
        Tenant other = Tenant.withCredits("5");
        try (RawClient first = RawClient.chat(other, rawBody(""));
                Connection database = Installation.current().asSuperuser().getConnection();
                Statement statement = database.createStatement()) {
            RawProvider.Call call = upstream.call();
            database.setAutoCommit(false);
            statement.execute(
                    "SELECT 1 FROM wallet WHERE id = '" + tenant.userWallet() + "' FOR UPDATE");
            try (RawClient second = stream()) {
                Await.until("the hold waits", () -> holdsWait(statement));
                second.leave();
            }
            // The look that notices this one notices the other as well.
            first.leave();
            call.awaitHangUp();

            database.rollback();

            Await.until("the hold was given back", () -> !kinds().isEmpty());
            assertThat(kinds()).isEqualTo("RELEASE HOLD ");
            assertThat(tenant.spent()).isZero();
            assertThat(upstream.isUntouched()).isTrue();
        }
    }

    @Test
    void a_stream_in_full_flow_ends_when_its_client_leaves() {
        try (RawClient client = stream()) {
            RawProvider.Call call = upstream.call().startEvents();
            call.event(Completion.chunk("a"));
            client.piece();
            client.reset();

            Thread flow = Thread.ofVirtual().start(() -> sendUntilHungUp(call));

            Await.until("the provider is hung up on", () -> !flow.isAlive());
            JsonNode entry = Books.resolution(call.tx());
            assertThat(entry.path("estimated").booleanValue()).isTrue();
            assertThat(entry.path("completion_tokens").longValue()).isPositive();
        }
    }

    @Test
    void a_client_that_hardly_reads_holds_the_provider_back() {
        try (RawClient client = RawClient.narrow(tenant, rawStream())) {
            RawProvider.Call call = upstream.call().startEvents();
            AtomicLong sent = new AtomicLong();
            String pad = "{\"choices\":[],\"x_pad\":\"" + "x".repeat(PAD_BYTES) + "\"}";
            Thread.ofVirtual()
                    .start(
                            () -> {
                                for (int i = 0; i < PADDED_EVENTS; i++) {
                                    call.event(pad);
                                    sent.addAndGet(Wire.event(pad).length());
                                }
                                finish(call, USAGE);
                            });

            Await.until("the provider is held back", standsStill(sent));
            assertThat(sent.get()).isPositive().isLessThan(UNDER_WAY_BYTES_MAX);

            long all = (long) PADDED_EVENTS * Wire.event(pad).length();
            assertThat(client.restText().replace(": waiting\n\n", "").length())
                    .isEqualTo(
                            all
                                    + Wire.event(Completion.finish()).length()
                                    + Wire.event(Completion.DONE).length());
            assertCharged(client.tx(), USAGE);
        }
    }

    /** True once a counter is the same as fifty looks ago. */
    private static BooleanSupplier standsStill(AtomicLong counter) {
        long[] last = {-1, 0};
        return () -> {
            long now = counter.get();
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return now > 0 && last[1] > 50;
        };
    }

    private static void sendUntilHungUp(RawProvider.Call call) {
        try {
            while (true) {
                call.event(Completion.chunk("more"));
            }
        } catch (UncheckedIOException e) {
            // hung up
        }
    }

    private static boolean holdsWait(Statement statement) {
        try (ResultSet waiting =
                statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
            waiting.next();
            return waiting.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The kinds of the wallet's entries once its call is resolved, newest first. */
    private String kinds() {
        StringBuilder kinds = new StringBuilder();
        for (JsonNode entry :
                AlfredClient.admin()
                        .get("/api/ledger/entries?wallet=" + tenant.userWallet())
                        .expect(200)
                        .path("items")) {
            String kind = entry.path("kind").asText();
            if (kind.equals("HOLD") || kind.equals("RELEASE") || kind.equals("SETTLE")) {
                kinds.append(kind).append(' ');
            }
        }
        return kinds.toString().startsWith("HOLD") ? "" : kinds.toString();
    }

    private static void assertLogged(String tx) {
        Await.until(
                "the request log tells that the client left",
                () ->
                        Installation.current().requestLog().stream()
                                .anyMatch(
                                        line -> line.contains(tx) && line.contains("client_left")));
    }
}

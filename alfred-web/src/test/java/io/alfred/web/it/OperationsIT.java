package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What load balancers, dashboards and client generators ask for. */
@Order(1)
class OperationsIT extends ContainerTest {
    @Test
    void health_says_alive_and_ready() {
        for (String path : new String[] {"/health/live", "/health/ready"}) {
            JsonNode health = AlfredClient.anonymous().get(path).expect(200);
            assertThat(health.path("status").asText()).as(path).isEqualTo("UP");
            assertThat(health.path("checks")).as(path).isNotEmpty();
        }
    }

    @Test
    void openapi_lists_the_paths() {
        String document = AlfredClient.anonymous().get("/openapi").body();

        assertThat(document)
                .contains("/v1/chat/completions", "/v1/models", "/api/init", "/api/wallets");
    }

    @Test
    void status_tells_the_node() {
        JsonNode status = AlfredClient.admin().get("/api/status").expect(200);

        assertThat(status.path("database").asText()).isEqualTo("up");
        assertThat(status.path("schema_version").asText()).isEqualTo("020");
        assertThat(status.path("epoch").intValue()).isPositive();
        assertThat(status.path("sandbox").booleanValue()).isTrue();
    }

    @Test
    void an_unknown_path_is_an_error_in_the_shape_of_its_part() {
        JsonNode v1 = AlfredClient.admin().post("/v1/fine_tuning/jobs", "{}").expect(404);
        assertThat(v1.path("error").path("code").asText()).isEqualTo("endpoint_not_supported");

        AlfredClient.Answer api = AlfredClient.admin().get("/api/nothing");
        assertThat(api.header("Content-Type")).startsWith("application/problem+json");
        assertThat(api.expect(404).path("code").asText()).isEqualTo("endpoint_not_supported");
    }
}

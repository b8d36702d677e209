package io.alfred.web.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLogPathTest {
    @ParameterizedTest
    @CsvSource({
        "/api/users/ana, /api/users/{name}",
        "/api/users/ana/personal-data, /api/users/{name}/personal-data",
        "/api/wallets/user:ana, /api/wallets/{name}",
        "/api/wallets/user%3Aana/grants, /api/wallets/{name}/grants",
        "/api/users/01900000-0000-7000-8000-00000000000a,"
                + " /api/users/01900000-0000-7000-8000-00000000000a",
        "/api/users, /api/users",
        "/api/audit/export, /api/audit/export",
        "/v1/chat/completions, /v1/chat/completions"
    })
    void the_request_log_holds_ids_and_no_names(String path, String logged) {
        assertThat(RequestLogFilter.withoutNames(path)).isEqualTo(logged);
    }
}

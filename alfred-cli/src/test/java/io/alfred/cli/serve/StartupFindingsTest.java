package io.alfred.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartupFindingsTest {
    @Test
    void the_first_sentence_of_the_server_is_kept() {
        StartupFindings findings = new StartupFindings();
        findings.line("2026-01-01T00:00:00.000+0000 INFO x something");
        findings.line(
                "2026-01-01T00:00:00.000+0000 SEVERE x ALFRED-CONFIG-ERROR: a is wrong: fix a");
        findings.line("ALFRED-START-ERROR: later");

        assertThat(findings.sentence()).contains("a is wrong: fix a");
        assertThat(findings.failed()).isFalse();
    }

    @Test
    void an_application_that_the_container_gave_up_counts_as_failed() {
        StartupFindings findings = new StartupFindings();
        findings.line("SEVERE javax.enterprise.system.core Exception while loading the app");

        assertThat(findings.failed()).isTrue();
        assertThat(findings.sentence()).isEmpty();
    }

    @Test
    void a_container_that_runs_nothing_counts_as_failed() {
        StartupFindings findings = new StartupFindings();
        findings.line("        \"Deployed\": [");
        findings.line("            {");
        findings.line("            }");
        findings.line("        ]");
        assertThat(findings.failed()).isFalse();

        findings.line("        \"Deployed\": [");
        findings.line("        ]");
        assertThat(findings.failed()).isTrue();
    }

    @Test
    void the_container_says_when_it_has_booted() {
        StartupFindings findings = new StartupFindings();
        findings.line("INFO PayaraMicro Payara Micro Runtime directory is located at /x");
        assertThat(findings.booted()).isFalse();
        findings.line("INFO PayaraMicro Payara Micro 6.2025.10 (build 42) ready in 5,762 (ms)");
        assertThat(findings.booted()).isTrue();
    }
}

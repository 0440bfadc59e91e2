package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.HandoverApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

/** Handover does not start where it would be open. */
class StartRulesTest {

  private static MockEnvironment production() {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty("handover.estate", "microsoft")
            .withProperty("server.address", "0.0.0.0")
            .withProperty("spring.datasource.url", "jdbc:postgresql://db/handover")
            .withProperty("spring.datasource.password", "8kd-3Lw!q");
    environment.setActiveProfiles("production", "postgres");
    return environment;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.10", "", "no.such.host.invalid"})
  void a_sandbox_listens_on_no_address_that_others_reach(String address) {
    assertThatThrownBy(
            () -> StartRules.check(new MockEnvironment().withProperty("server.address", address)))
        .isInstanceOf(UnsafeStart.class)
        .hasMessageContaining("well-known passwords");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void a_sandbox_runs_on_loopback(String address) {
    assertThatCode(
            () -> StartRules.check(new MockEnvironment().withProperty("server.address", address)))
        .doesNotThrowAnyException();
  }

  @Test
  void a_complete_production_starts() {
    assertThatCode(() -> StartRules.check(production())).doesNotThrowAnyException();
  }

  @Test
  void production_refuses_the_sandbox() {
    MockEnvironment environment =
        production()
            .withProperty("handover.estate", "sandbox")
            .withProperty("server.address", "127.0.0.1");
    assertThatThrownBy(() -> StartRules.check(environment)).hasMessageContaining("the sandbox");
  }

  @Test
  void production_refuses_h2() {
    MockEnvironment environment =
        production().withProperty("spring.datasource.url", "jdbc:h2:file:./handover");
    assertThatThrownBy(() -> StartRules.check(environment)).hasMessageContaining("H2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "sandbox", "Handover", "postgres", "changeme"})
  void production_refuses_passwords_that_everybody_knows(String password) {
    assertThatThrownBy(
            () ->
                StartRules.check(production().withProperty("spring.datasource.password", password)))
        .hasMessageContaining("database");
    assertThatThrownBy(
            () ->
                StartRules.check(
                    production()
                        .withProperty("handover.security.first-admin.id", "root")
                        .withProperty("handover.security.first-admin.password", password)))
        .hasMessageContaining("first administrator");
  }

  @Test
  void the_rules_are_asked_at_every_start() {
    SpringApplication application = new SpringApplication(HandoverApplication.class);
    assertThatThrownBy(() -> application.run("--server.address=0.0.0.0", "--server.port=0"))
        .isInstanceOf(UnsafeStart.class);
  }
}

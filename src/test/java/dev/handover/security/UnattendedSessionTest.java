package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;

/** A page that refreshes itself keeps no session that nobody uses. */
class UnattendedSessionTest {

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final UnattendedSession filter = new UnattendedSession(() -> now);
  private final MockHttpSession session = new MockHttpSession();

  @BeforeEach
  void aPageIsOpened() throws Exception {
    session.setMaxInactiveInterval(900);
    request("/rollouts/R-1", false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/events", "/dashboard/live", "/rollouts/R-1/live", "/rollouts/R-1/diagram"})
  void what_a_page_asks_for_by_itself_ends_with_the_time_that_a_session_may_be_idle(String path)
      throws Exception {
    for (int i = 0; i < 15; i++) {
      now = now.plus(Duration.ofMinutes(1));
      request(path, false);
      assertThat(session.isInvalid()).isFalse();
    }
    now = now.plusSeconds(1);
    request(path, false);
    assertThat(session.isInvalid()).isTrue();
  }

  @Test
  void whoever_uses_the_page_or_another_stays_signed_in() throws Exception {
    now = now.plus(Duration.ofMinutes(14));
    request("/dashboard/live", true);
    now = now.plus(Duration.ofMinutes(14));
    request("/devices", false);
    now = now.plus(Duration.ofMinutes(14));
    request("/dashboard/live", false);
    assertThat(session.isInvalid()).isFalse();
  }

  private void request(String path, boolean attended) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setSession(session);
    if (attended) {
      request.addHeader(UnattendedSession.ATTENDED, "true");
    }
    filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
  }
}

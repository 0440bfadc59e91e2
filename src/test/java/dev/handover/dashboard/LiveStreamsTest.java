package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** The streams that tell open pages of changes. */
class LiveStreamsTest {

  private final Changes changes = mock(Changes.class);
  private final LiveStreams streams = new LiveStreams(changes);
  private final MockHttpSession session = new MockHttpSession();
  private String user = "ann";

  private final MockMvc server =
      MockMvcBuilders.standaloneSetup(new EventsController(streams))
          .setCustomArgumentResolvers(
              new HandlerMethodArgumentResolver() {
                @Override
                public boolean supportsParameter(MethodParameter parameter) {
                  return parameter.getParameterType() == Actor.class;
                }

                @Override
                public Object resolveArgument(
                    MethodParameter parameter,
                    ModelAndViewContainer container,
                    NativeWebRequest request,
                    WebDataBinderFactory binders) {
                  return new Actor(user, Set.of(Role.AUDITOR));
                }
              })
          .build();

  @BeforeEach
  void begin() {
    streams.start();
    when(changes.among(any())).thenReturn(Set.of());
  }

  @AfterEach
  void end() {
    if (streams.isRunning()) {
      streams.stop();
    }
  }

  @Test
  void a_page_is_told_at_once_and_then_whenever_what_it_shows_has_changed() throws Exception {
    MockHttpServletResponse fleet = events("");
    MockHttpServletResponse rollout = events("?of=R-ABC123");
    assertThat(fleet.getContentType()).startsWith("text/event-stream");
    assertThat(fleet.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(told(fleet)).isEqualTo(1);
    when(changes.among(Set.of("fleet", "R-ABC123"))).thenReturn(Set.of("R-ABC123"));
    streams.look();
    streams.look();
    assertThat(told(fleet)).isEqualTo(1);
    assertThat(told(rollout)).isEqualTo(3);
  }

  @Test
  void a_quiet_stream_shows_now_and_then_that_it_is_there() throws Exception {
    MockHttpServletResponse fleet = events("");
    for (int i = 0; i < 7; i++) {
      streams.look();
    }
    assertThat(fleet.getContentAsString()).containsOnlyOnce(":here");
  }

  @Test
  void nobody_has_more_streams_than_a_browser_can_spare_and_the_oldest_gives_way()
      throws Exception {
    MockHttpServletResponse oldest = events("");
    MockHttpServletResponse second = events("");
    for (int i = 2; i < LiveStreams.PER_USER; i++) {
      events("");
    }
    assertThat(oldest.getContentAsString()).doesNotContain("enough");

    assertThat(events("").getStatus()).isEqualTo(200);
    assertThat(streams.open()).isEqualTo(LiveStreams.PER_USER);
    assertThat(oldest.getContentAsString()).contains("event:enough");

    user = "bob";
    assertThat(events("").getStatus()).isEqualTo(200);
    assertThat(streams.open()).isEqualTo(LiveStreams.PER_USER + 1);
    assertThat(second.getContentAsString()).doesNotContain("enough");
    assertThat(events("?of=<script>").getStatus()).isEqualTo(400);
  }

  @Test
  void a_stream_ends_with_its_session_and_nobody_is_looked_for_any_more() throws Exception {
    events("");
    session.invalidate();
    streams.look();
    assertThat(streams.open()).isZero();
    verify(changes, never()).among(any());
  }

  @Test
  void streams_end_before_the_server_stops_and_none_begins_then() throws Exception {
    events("");
    streams.stop();
    assertThat(streams.open()).isZero();
    assertThat(events("").getStatus()).isEqualTo(503);
    assertThat(streams.getPhase()).isEqualTo(Integer.MAX_VALUE);
  }

  private MockHttpServletResponse events(String query) throws Exception {
    return server.perform(get("/events" + query).session(session)).andReturn().getResponse();
  }

  private static int told(MockHttpServletResponse stream) throws Exception {
    return stream.getContentAsString().split("event:changed", -1).length - 1;
  }
}

package dev.handover.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.rollout.Refused;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Repeated writes, on both databases: the effect is a row, so that it can be counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IdempotencyTest {

  private static final String BODY = "{\"name\":\"a\"}";

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final Effects effects = new Effects(jdbc);
  private final Idempotency filter =
      new Idempotency(
          new IdempotencyStore(jdbc),
          new DataSourceTransactionManager(dataSource),
          clock.estate(),
          Rest.json());
  private final MockMvc api = new Rest().filtered(new Filter[] {filter}, effects);

  abstract DataSource dataSource();

  static class OnH2Test extends IdempotencyTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends IdempotencyTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @RestController
  static final class Effects {

    private final JdbcClient jdbc;
    private final AtomicBoolean refuses = new AtomicBoolean();

    Effects(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    record Input(String name) {}

    @PostMapping("/api/effects")
    ResponseEntity<Map<String, String>> act(@RequestBody Input input) {
      String id = UUID.randomUUID().toString().substring(0, 16);
      jdbc.sql("insert into collection (id, name, built_in) values (:id, :id, false)")
          .param("id", id)
          .update();
      if (refuses.get()) {
        throw Refused.conflict("Not now.");
      }
      return ResponseEntity.created(URI.create("/api/effects/" + id)).body(Map.of("id", id));
    }

    long count() {
      return jdbc.sql("select count(*) from collection").query(Long.class).single();
    }
  }

  @BeforeEach
  void clean() {
    TestDatabase.empty(dataSource, "idempotency_key", "collection");
    effects.refuses.set(false);
  }

  @Test
  void the_same_key_and_body_gives_the_same_answer_and_one_effect() throws Exception {
    MockHttpServletResponse first = send("ann", "k1", BODY);
    MockHttpServletResponse again = send("ann", "k1", BODY);

    assertThat(effects.count()).isEqualTo(1);
    assertThat(again.getStatus()).isEqualTo(first.getStatus()).isEqualTo(201);
    assertThat(again.getContentAsString()).isEqualTo(first.getContentAsString()).contains("id");
    assertThat(again.getHeader("Location")).isEqualTo(first.getHeader("Location")).isNotNull();
    assertThat(again.getContentType()).isEqualTo(first.getContentType());
    assertThat(again.getHeader(Idempotency.REPLAYED)).isEqualTo("true");
  }

  @Test
  void another_body_under_the_same_key_is_refused() throws Exception {
    send("ann", "k1", BODY);
    MockHttpServletResponse other = send("ann", "k1", "{\"name\":\"b\"}");
    assertThat(other.getStatus()).isEqualTo(409);
    assertThat(other.getContentType()).startsWith("application/problem+json");
    assertThat(effects.count()).isEqualTo(1);
  }

  @Test
  void a_key_belongs_to_its_user() throws Exception {
    send("ann", "k1", BODY);
    assertThat(send("bob", "k1", "{\"name\":\"b\"}").getStatus()).isEqualTo(201);
    assertThat(effects.count()).isEqualTo(2);
  }

  @Test
  void without_a_key_every_request_counts() throws Exception {
    send("ann", null, BODY);
    send("ann", null, BODY);
    assertThat(effects.count()).isEqualTo(2);
  }

  @Test
  void a_refusal_leaves_no_effect_and_is_not_kept() throws Exception {
    effects.refuses.set(true);
    assertThat(send("ann", "k1", BODY).getStatus()).isEqualTo(409);
    assertThat(effects.count()).isZero();
    effects.refuses.set(false);
    assertThat(send("ann", "k1", BODY).getStatus()).isEqualTo(201);
  }

  @Test
  void a_key_is_free_again_after_a_day() throws Exception {
    send("ann", "k1", BODY);
    clock.advance(Duration.ofHours(23));
    assertThat(send("ann", "k1", BODY).getHeader(Idempotency.REPLAYED)).isEqualTo("true");
    clock.advance(Duration.ofHours(2));
    assertThat(send("ann", "k1", BODY).getHeader(Idempotency.REPLAYED)).isNull();
    assertThat(effects.count()).isEqualTo(2);
  }

  @Test
  void a_key_that_cannot_be_kept_is_refused() throws Exception {
    for (String key : List.of("", "with space", "x".repeat(101), "ü")) {
      MockHttpServletResponse answer = send("ann", key, BODY);
      assertThat(answer.getStatus()).isEqualTo(400);
      assertThat(answer.getContentAsString()).contains(Idempotency.HEADER);
    }
    assertThat(effects.count()).isZero();
  }

  @Test
  void a_body_that_is_streamed_is_left_to_whoever_takes_it() throws Exception {
    for (String type : List.of("multipart/form-data; boundary=x", "Application/X-NDJSON")) {
      MockHttpServletRequest request =
          new MockHttpServletRequest("POST", "/api/observations") {
            @Override
            public ServletInputStream getInputStream() {
              throw new AssertionError("the body was read");
            }
          };
      request.setRemoteUser("ann");
      request.addHeader(Idempotency.HEADER, "k1");
      request.setContentType(type);
      MockFilterChain chain = new MockFilterChain();
      filter.doFilter(request, new MockHttpServletResponse(), chain);
      assertThat(chain.getRequest()).isSameAs(request);
    }
  }

  @Test
  void concurrent_duplicates_have_one_effect_and_one_answer() throws Exception {
    for (int round = 1; round <= 10; round++) {
      Set<String> bodies = new HashSet<>();
      for (MockHttpServletResponse answer : race("race-" + round, 6)) {
        assertThat(answer.getStatus()).isEqualTo(201);
        bodies.add(answer.getContentAsString());
      }
      assertThat(bodies).hasSize(1);
      assertThat(effects.count()).isEqualTo(round);
    }
  }

  private List<MockHttpServletResponse> race(String key, int racers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<MockHttpServletResponse>> running = new ArrayList<>();
      for (int i = 0; i < racers; i++) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return send("ann", key, BODY);
                }));
      }
      start.countDown();
      List<MockHttpServletResponse> answers = new ArrayList<>();
      for (Future<MockHttpServletResponse> one : running) {
        answers.add(one.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private MockHttpServletResponse send(String user, String key, String body) throws Exception {
    MockHttpServletRequestBuilder request =
        post("/api/effects").contentType(MediaType.APPLICATION_JSON).content(body);
    request =
        request.with(
            r -> {
              r.setRemoteUser(user);
              return r;
            });
    if (key != null) {
      request = request.header(Idempotency.HEADER, key);
    }
    return api.perform(request).andReturn().getResponse();
  }
}

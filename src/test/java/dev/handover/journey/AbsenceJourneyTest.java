package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handover.audit.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The server is away for days, in the middle of a wave, and comes back. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:absence;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=400"
    })
class AbsenceJourneyTest extends Journey {

  @Autowired TransactionTemplate transaction;
  @Autowired Journal journal;

  @Test
  void silence_while_nobody_listened_is_not_the_devices() {
    String id = desk.start(small("LON"), REQUESTER);
    until("the pilot moves", () -> !waveStates(id).get(0).equals("PLANNED"), HOUR, 24);
    until("it is ordered", () -> ordered(id) > 0, Duration.ofMinutes(1), 30);
    Instant deadline = deadline(id);
    Duration away = Duration.between(clock.instant(), deadline).plusDays(1);

    pass(away);

    assertThat(waveStates(id).get(0)).isIn("MOVING", "SOAKING");
    assertThat(deadline(id)).isEqualTo(deadline.plus(away));
    assertThat(actions(id)).contains("deadline-put-off");
    until("the pilot passes", () -> waveStates(id).get(0).equals("PASSED"), HOUR, 24 * 6);
  }

  @Test
  void a_cycle_that_comes_late_puts_nothing_off() {
    String id = desk.start(small("BER"), REQUESTER);
    until("it is ordered", () -> ordered(id) > 0, Duration.ofMinutes(1), 30);
    Instant deadline = deadline(id);

    pass(Duration.ofHours(12));

    assertThat(deadline(id)).isEqualTo(deadline);
  }

  @Test
  void devices_that_go_back_have_the_time_of_the_absence_too() {
    String id = desk.start(small("MAD"), REQUESTER);
    until("the pilot soaks", () -> waveStates(id).get(0).equals("SOAKING"), HOUR, 24);
    desk.rollback(id, 0, "enough", APPROVER1);
    pass(Duration.ZERO);
    Instant backBy = time("select back_by from rollout where id = :id", id);

    pass(Duration.ofHours(13));

    assertThat(time("select back_by from rollout where id = :id", id))
        .isEqualTo(backBy.plus(Duration.ofHours(13)));
  }

  /** Whoever ends a rollout holds it while it waits for its turn to write in the journal. */
  @Test
  void it_waits_for_others_without_keeping_them_from_writing() throws Exception {
    String first = desk.start(small("LON"), REQUESTER);
    String second = desk.start(small("BER"), REQUESTER);
    until("both are ordered", () -> ordered(first) > 0 && ordered(second) > 0, HOUR, 30);
    String last = first.compareTo(second) > 0 ? first : second;
    Instant deadline = deadline(last);

    CompletableFuture<Void> cycle =
        transaction.execute(
            status -> {
              jdbc.sql("select id from rollout where id = :id for update")
                  .param("id", last)
                  .query(String.class)
                  .single();
              CompletableFuture<Void> running =
                  CompletableFuture.runAsync(() -> pass(Duration.ofHours(13)));
              await().until(this::someoneIsBlocked);
              journal.append("a person", "looked-at", "rollout " + last, last, "Looked at.");
              return running;
            });
    cycle.get(60, TimeUnit.SECONDS);

    assertThat(deadline(last)).isEqualTo(deadline.plus(Duration.ofHours(13)));
  }

  private boolean someoneIsBlocked() {
    return count(
            "select count(*) from information_schema.sessions where blocker_id is not null",
            Map.of())
        > 0;
  }

  private static final Duration HOUR = Duration.ofHours(1);

  private static String small(String site) {
    return plan(
            "client-apps", "managementState==CO_MANAGED;site==" + site, "app-install-failed", "")
        .replace("size: 60", "size: 20")
        .replace("[30%, 100%]", "[60%, 100%]");
  }

  private int ordered(String id) {
    return count("select count(*) from authority_order where rollout_id = :id", Map.of("id", id));
  }

  private Instant deadline(String id) {
    return time("select deadline_at from wave where rollout_id = :id and no = 0", id);
  }

  private Instant time(String sql, String id) {
    return jdbc.sql(sql).param("id", id).query(OffsetDateTime.class).single().toInstant();
  }
}

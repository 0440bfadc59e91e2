package dev.handover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.notify.Outbox.Delivery;
import dev.handover.notify.Outbox.State;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What of the journal is to be told to whom. */
class OutboxTest {

  @Nested
  class OnH2 extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  @Nested
  class OnPostgres extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Contract {

    private NotifyStage stage;
    private Outbox outbox;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      stage = new NotifyStage(dataSource(), false);
      outbox = stage.outbox;
    }

    @AfterAll
    void stop() {
      stage.stop();
    }

    @BeforeEach
    void twoRollouts() {
      stage.empty();
      stage.rollout("R-1", "Apps", "alice");
      stage.rollout("R-2", "Updates", "bob");
    }

    @Test
    void each_is_told_once_of_what_they_asked_to_be_told_of_and_of_nothing_from_before() {
      stage.happens("wave-passed", "R-1", "before anybody asked");
      outbox.fill();
      Subscription one = subscribe("alice", false, Occasion.WAVE_PASSED, Occasion.ENDED);
      Subscription other = subscribe("bob", false, Occasion.WAVE_STOPPED);
      stage.happens("wave-ordered", "R-1", "of no occasion");
      stage.happens("wave-passed", "R-1", "The pilot has passed.");
      stage.happens("wave-regressed", "R-2", "Wave 1 has regressed.");
      outbox.fill();
      outbox.fill();

      assertThat(outbox.claim())
          .extracting(Delivery::subscriptionId, Delivery::details, Delivery::rolloutTitle)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple(one.id(), "The pilot has passed.", "Apps"),
              org.assertj.core.groups.Tuple.tuple(other.id(), "Wave 1 has regressed.", "Updates"));
    }

    @Test
    void who_wants_to_hear_of_their_own_rollouts_hears_of_no_other() {
      subscribe("alice", true, Occasion.values());
      stage.happens("wave-passed", "R-2", "not hers");
      stage.happens("wave-passed", "R-1", "hers");
      outbox.fill();

      assertThat(outbox.claim()).extracting(Delivery::details).containsExactly("hers");
    }

    @Test
    void who_asked_for_a_programme_hears_of_it_as_of_their_own() {
      stage.programme("P-1", "alice");
      stage.programme("P-2", "bob");
      subscribe("alice", true, Occasion.TASK_WAITS, Occasion.ENDED);
      stage.ofProgramme("programme-stopped", "P-1", "It has stopped.");
      stage.ofProgramme("programme-rollout-begun", "P-1", "of no occasion");
      stage.ofProgramme("programme-completed", "P-2", "not hers");
      outbox.fill();

      assertThat(outbox.claim())
          .extracting(Delivery::details, Delivery::subject, Delivery::rolloutId)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("It has stopped.", "programme P-1", null));
    }

    @Test
    void who_asked_for_an_enablement_hears_of_it_as_of_their_own() {
      stage.enablement("E-1", "alice");
      stage.enablement("E-2", "bob");
      subscribe("alice", true, Occasion.TASK_WAITS);
      stage.ofEnablement("enablement-task-opened", "E-1", "Confirm it.");
      stage.ofEnablement("enablement-task-opened", "E-2", "not hers");
      outbox.fill();

      assertThat(outbox.claim()).extracting(Delivery::details).containsExactly("Confirm it.");
    }

    @Test
    void who_asked_for_a_remote_action_hears_of_its_approval_and_of_its_end() {
      stage.remoteAction(1, "alice");
      stage.remoteAction(2, "bob");
      subscribe("alice", true, Occasion.DECIDED, Occasion.TASK_LATE, Occasion.ACTION_ENDED);
      stage.ofRemoteAction("remote-action-approved", 1, "Wipe of PC-7: bob approves it.");
      stage.ofRemoteAction("remote-action-done", 1, "Wipe of PC-7: done.");
      stage.ofRemoteAction("remote-action-expired", 1, "Nobody has approved it in time.");
      stage.ofRemoteAction("remote-action-done", 2, "not hers");
      outbox.fill();

      assertThat(outbox.claim())
          .extracting(Delivery::details)
          .containsExactly(
              "Wipe of PC-7: bob approves it.",
              "Wipe of PC-7: done.",
              "Nobody has approved it in time.");
    }

    @Test
    void of_a_task_that_is_delegated_the_colleague_hears_as_of_their_own() {
      subscribe("alice", true, Occasion.TASK_DELEGATED, Occasion.TASK_LATE);
      subscribe("carol", true, Occasion.TASK_DELEGATED);
      stage.delegated("carol", "R-1", "It is Carol's now.");
      stage.happens("approval-reminded", "R-1", "It still waits.");
      outbox.fill();

      assertThat(outbox.claim())
          .extracting(Delivery::owner, Delivery::details)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("carol", "It is Carol's now."),
              org.assertj.core.groups.Tuple.tuple("alice", "It still waits."));
    }

    @Test
    void what_one_sender_has_claimed_no_other_gets_and_after_a_failure_it_comes_again_later() {
      Delivery first = waiting();
      assertThat(outbox.claim()).isEmpty();

      outbox.failed(first.id(), "It was down.", Optional.of(Duration.ofHours(1)));
      assertThat(outbox.claim()).isEmpty();
      assertThat(stage.deliveries.find(first.id()).orElseThrow().failure())
          .isEqualTo("It was down.");

      stage.allIsDue();
      assertThat(outbox.claim()).extracting(Delivery::attempts).containsExactly(2);
    }

    @Test
    void what_was_given_up_is_listed_until_a_person_has_it_tried_again() {
      Delivery given = waiting();
      outbox.failed(given.id(), "It is gone.", Optional.empty());
      stage.allIsDue();
      assertThat(outbox.claim()).isEmpty();
      assertThat(stage.deliveries.count("alice", State.DEAD)).isEqualTo(1);
      assertThat(stage.deliveries.page("alice", State.DEAD, 0, 10)).hasSize(1);
      assertThat(stage.deliveries.count("bob", State.DEAD)).isZero();

      assertThat(outbox.retry(given.id())).isTrue();
      assertThat(outbox.claim())
          .extracting(Delivery::attempts, Delivery::tries)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(1, 2));
      outbox.sent(given.id());
      assertThat(outbox.retry(given.id())).isFalse();
      assertThat(stage.deliveries.count(null, State.SENT)).isEqualTo(1);
    }

    @Test
    void who_wants_to_hear_no_more_hears_no_more() {
      waiting();
      stage.allIsDue();
      stage.subscriptions.all("alice").forEach(s -> stage.subscriptions.remove(s.id()));
      assertThat(outbox.claim()).isEmpty();
    }

    @Test
    void what_was_told_is_forgotten_after_a_while_what_was_given_up_later_and_the_rest_never() {
      outbox.sent(waiting().id());
      stage.happens("wave-passed", "R-1", "Wave 1 has passed.");
      stage.givesUp("It is gone.");
      stage.happens("wave-passed", "R-1", "Wave 2 has passed.");
      outbox.fill();
      forget();
      assertThat(stage.deliveries.count(null, null)).isEqualTo(3);

      aged(31);
      forget();
      assertThat(stage.deliveries.page(null, null, 0, 10))
          .extracting(Delivery::state)
          .containsExactly(State.WAITING, State.DEAD);
      aged(60);
      forget();
      assertThat(stage.deliveries.page(null, null, 0, 10))
          .extracting(Delivery::state)
          .containsExactly(State.WAITING);
    }

    private void forget() {
      outbox.forget(Duration.ofDays(30), Duration.ofDays(90));
    }

    private void aged(int days) {
      stage
          .jdbc
          .sql(
              "update notification set sent_at = sent_at - cast(:days as integer) * interval '1' day,"
                  + " due_at = due_at - cast(:days as integer) * interval '1' day")
          .param("days", days)
          .update();
    }

    @Test
    void all_that_one_receiver_was_not_told_is_tried_again_little_by_little() {
      Subscription hers = subscribe("alice", false, Occasion.WAVE_PASSED);
      Subscription his = subscribe("bob", false, Occasion.WAVE_PASSED);
      for (int n = 1; n <= 12; n++) {
        stage.happens("wave-passed", "R-1", "Wave " + n);
      }
      outbox.fill();
      for (List<Delivery> due = outbox.claim(); !due.isEmpty(); due = outbox.claim()) {
        due.forEach(d -> outbox.failed(d.id(), "It is down.", Optional.empty()));
      }
      assertThat(stage.deliveries.givenUp())
          .containsEntry(hers.id(), 12L)
          .containsEntry(his.id(), 12L);

      assertThat(outbox.retryAll(hers.id())).isEqualTo(12);
      assertThat(outbox.claim())
          .hasSize(10)
          .allSatisfy(d -> assertThat(d.owner()).isEqualTo("alice"))
          .allSatisfy(d -> assertThat(d.tries()).isEqualTo(2))
          .extracting(Delivery::details)
          .contains("Wave 1", "Wave 10")
          .doesNotContain("Wave 11");
      assertThat(stage.deliveries.notTaken("alice")).isEqualTo(12);
      assertThat(stage.deliveries.notTaken("alice", 1, 10))
          .extracting(Delivery::details)
          .containsExactly("Wave 2", "Wave 1");

      assertThat(outbox.discard(his.id())).isEqualTo(12);
      assertThat(stage.deliveries.givenUp()).isEmpty();
      assertThat(stage.deliveries.count(null, null)).isEqualTo(12);
    }

    /** One that alice is to be told, claimed. */
    private Delivery waiting() {
      subscribe("alice", false, Occasion.WAVE_PASSED);
      stage.happens("wave-passed", "R-1", "The pilot has passed.");
      outbox.fill();
      List<Delivery> claimed = outbox.claim();
      assertThat(claimed).hasSize(1);
      return claimed.get(0);
    }

    private Subscription subscribe(String owner, boolean mine, Occasion... occasions) {
      Set<Occasion> of = EnumSet.noneOf(Occasion.class);
      of.addAll(List.of(occasions));
      return stage.subscriptions.keep(
          new Subscription(
              null, owner, Channel.MAIL, owner + "@example.com", of, mine, null, null, null));
    }
  }
}

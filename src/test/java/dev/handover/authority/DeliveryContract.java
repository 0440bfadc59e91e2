package dev.handover.authority;

import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.authority.DeliveryStore.Claimed;
import dev.handover.authority.DeliveryStore.Result;
import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.estate.EstateException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An order from being written to being delivered, whatever happens on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeliveryContract {

  static final String APPS = "C-cli";
  static final String COMPLIANCE = "C-com";

  final DeliveryStage stage = new DeliveryStage(dataSource());
  final Delivery sender = stage.sender(1_000, 0.2);

  abstract DataSource dataSource();

  @BeforeEach
  void clean() {
    stage.clean();
  }

  @Test
  void a_rollback_puts_back_exactly_the_devices_that_were_moved() {
    stage.ordered("R", CLIENT_APPS, 1, 5);
    stage.site.in(APPS).add(2L); // by other hands, before
    stage.site.in(APPS).add(99L); // of nobody's rollout
    assertThat(sender.deliver()).isEqualTo(5);
    assertThat(stage.count("state = 'DELIVERED' and changed = true")).isEqualTo(4);

    assertThat(stage.rollBack("R")).isEqualTo(4);
    sender.deliver();

    assertThat(stage.site.in(APPS)).containsExactlyInAnyOrder(2L, 99L);
  }

  @Test
  void a_device_that_others_put_there_while_the_site_could_not_be_read_stays() {
    stage.ordered("R", CLIENT_APPS, 1, 2);
    stage.site.reading =
        c -> {
          throw DeliveryStage.Site.trouble("the site is down");
        };
    sender.deliver();
    stage.site.reading = c -> {};
    stage.site.in(APPS).add(1L);
    later();
    sender.deliver();

    assertThat(stage.rollBack("R")).isEqualTo(1);
    sender.deliver();
    assertThat(stage.site.in(APPS)).containsExactly(1L);
  }

  @Test
  void a_lost_reply_leads_to_a_reading_and_not_to_a_second_act() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    stage.site.after =
        () -> {
          throw DeliveryStage.Site.trouble("no reply");
        };
    assertThat(sender.deliver()).isZero();
    stage.site.after = () -> {};
    later();

    assertThat(sender.deliver()).isEqualTo(3);
    assertThat(stage.site.added).hasValue(3);
    assertThat(stage.count("state = 'DELIVERED' and changed = true")).isEqualTo(3);
  }

  @Test
  void what_was_sent_while_its_reply_was_lost_goes_back_too() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    stage.site.after =
        () -> {
          throw DeliveryStage.Site.trouble("no reply");
        };
    sender.deliver();
    stage.site.after = () -> {};

    assertThat(stage.rollBack("R")).isEqualTo(3);
    later();
    sender.deliver();
    assertThat(stage.site.in(APPS)).isEmpty();
  }

  @Test
  void an_expired_claim_is_taken_over_and_the_first_senders_late_word_is_refused() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    List<Claimed> first = stage.store.claim(Set.of());
    stage.store.begin(first.get(0).claim(), first);
    expire();

    assertThat(sender.deliver()).isEqualTo(3);
    assertThat(stage.store.begin(first.get(0).claim(), first)).isEmpty();
    assertThat(stage.store.settle(first.get(0).claim(), failed(first))).isZero();
    assertThat(stage.count("state = 'DELIVERED'")).isEqualTo(3);
  }

  @Test
  void a_claim_holds_for_as_long_as_the_sites_calls_may_take_effect() {
    stage.ordered("R", CLIENT_APPS, 1, 1);
    List<Claimed> claimed = stage.store.claim(Set.of());
    assertThat(stage.count(heldForThreeMinutes())).isEqualTo(1);

    stage.jdbc.sql("update authority_order set claimed_until = current_timestamp").update();
    stage.store.begin(claimed.get(0).claim(), claimed);
    assertThat(stage.count(heldForThreeMinutes())).isEqualTo(1);
  }

  /** Twice the ninety seconds of this site, less the time that the test itself takes. */
  private static String heldForThreeMinutes() {
    return """
        claimed_until > current_timestamp + interval '150' second
        and claimed_until <= current_timestamp + interval '180' second""";
  }

  @Test
  void a_move_that_a_rollback_has_overtaken_is_refused_at_the_last_moment() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    stage.site.reading =
        c -> {
          stage.site.reading = again -> {};
          assertThat(stage.rollBack("R")).isZero();
        };

    assertThat(sender.deliver()).isZero();
    assertThat(stage.site.added).hasValue(0);
    later();
    sender.deliver();
    assertThat(stage.site.added).hasValue(0);
  }

  @Test
  void a_rollback_ordered_while_a_move_is_on_its_way_waits_for_it_and_takes_it_back() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    stage.site.before =
        id -> {
          stage.site.before = again -> {};
          assertThat(stage.rollBack("R")).isEqualTo(3);
          assertThat(stage.store.claim(Set.of())).isEmpty();
        };
    sender.deliver();
    assertThat(stage.site.in(APPS)).isEmpty();
    assertThat(stage.site.removed).hasValue(3);
  }

  @Test
  void a_write_that_comes_after_the_rollback_had_looked_is_taken_back() {
    stage.ordered("R", CLIENT_APPS, 1, 2);
    List<Claimed> late = stage.store.claim(Set.of());
    stage.store.begin(late.get(0).claim(), late);
    stage.rollBack("R");
    expire();
    sender.deliver();
    assertThat(stage.count("direction = 'TO_CONFIGMGR' and state = 'DELIVERED'")).isEqualTo(2);

    stage.site.addDirectRules(APPS, List.of(1L, 2L));
    assertThat(
            stage.store.settle(
                late.get(0).claim(),
                late.stream().map(o -> Result.of(o, RuleOutcome.CHANGED)).toList()))
        .isZero();
    sender.deliver();
    assertThat(stage.site.in(APPS)).isEmpty();
  }

  @Test
  void nothing_of_a_wave_that_has_failed_or_is_paused_or_held_by_the_calendar_moves_on() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    for (String state : List.of("FAILED", "HELD", "WAITING")) {
      stage.jdbc.sql("update wave set state = :state").param("state", state).update();
      assertThat(sender.deliver()).isZero();
    }
    stage.jdbc.sql("update wave set state = 'MOVING'").update();
    stage.jdbc.sql("update rollout set paused = true").update();
    assertThat(sender.deliver()).isZero();
    stage.jdbc.sql("update rollout set paused = false, calendar_hold = 'Frozen.'").update();
    assertThat(sender.deliver()).isZero();
    assertThat(stage.site.added).hasValue(0);
  }

  @Test
  void nothing_moves_on_while_a_wave_that_had_passed_has_failed() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    stage
        .jdbc
        .sql(
            "insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)"
                + " values ('R', 1, 1, 1, 'FAILED', 3600)")
        .update();
    assertThat(sender.deliver()).isZero();

    stage.jdbc.sql("update wave set state = 'PASSED' where no = 1").update();
    assertThat(sender.deliver()).isEqualTo(3);
  }

  @Test
  void a_wave_that_has_passed_is_delivered_to_its_end_but_not_after_the_rollouts() {
    stage.ordered("R", CLIENT_APPS, 1, 3);
    stage.jdbc.sql("update wave set state = 'PASSED'").update();
    stage.jdbc.sql("update rollout set ended_at = created_at").update();
    assertThat(sender.deliver()).isZero();

    stage.jdbc.sql("update rollout set ended_at = null").update();
    assertThat(sender.deliver()).isEqualTo(3);
  }

  @Test
  void what_no_sender_has_begun_can_be_left_and_what_one_has_begun_is_carried_through() {
    stage.ordered("R", CLIENT_APPS, 1, 4);
    stage.jdbc.sql("update authority_order set attempts = 1 where device_id = 1").update();
    stage
        .jdbc
        .sql("update authority_order set state = 'CLAIMED', claim = 'c' where device_id = 2")
        .update();
    stage.jdbc.sql("update authority_order set state = 'FAILED' where device_id = 4").update();
    assertThat(stage.transaction.<Integer>execute(t -> stage.orders.unsent("R", 0))).isEqualTo(2);
    assertThat(stage.transaction.<Integer>execute(t -> stage.orders.keepUnsent("R", 0)))
        .isEqualTo(2);
    assertThat(stage.transaction.<Integer>execute(t -> stage.orders.keepUnsent("R", 0))).isZero();

    stage.jdbc.sql("update wave set state = 'PASSED'").update();
    assertThat(sender.deliver()).isEqualTo(1);
    assertThat(stage.site.in(APPS)).containsExactly(1L);
    assertThat(
            stage
                .jdbc
                .sql("select device_id from wave_device where excluded = 'NOT_SENT'")
                .query(Long.class)
                .list())
        .containsExactlyInAnyOrder(2L, 3L);
    assertThat(stage.rollBack("R")).isEqualTo(1);
  }

  @Test
  void a_device_that_the_site_does_not_know_fails_by_itself_with_a_sentence() {
    stage.ordered("R", CLIENT_APPS, 1, 4);
    stage.site.unknown.add(2L);
    stage.jdbc.sql("update device set resource_id = null where id = 3").update();

    assertThat(sender.deliver()).isEqualTo(4);
    assertThat(stage.count("state = 'DELIVERED'")).isEqualTo(2);
    assertThat(
            stage
                .jdbc
                .sql("select failure from authority_order where state = 'FAILED' order by id")
                .query(String.class)
                .list())
        .containsExactly(
            "Configuration Manager knows no device with resource id 2",
            "Configuration Manager has no resource id for this device");
    assertThat(stage.rollBack("R")).isEqualTo(2);
  }

  @Test
  void a_device_whose_write_always_fails_is_isolated_and_the_rest_goes_on() {
    stage.ordered("R", CLIENT_APPS, 1, 120);
    stage.site.before =
        id -> {
          if (id == 60) {
            throw DeliveryStage.Site.trouble("500 for device 60");
          }
        };
    for (int i = 0; i < 40 && stage.count("state in ('ORDERED', 'CLAIMED')") > 0; i++) {
      sender.deliver();
      later();
    }
    assertThat(stage.count("state = 'DELIVERED'")).isEqualTo(119);
    assertThat(
            stage
                .jdbc
                .sql(
                    "select failure from authority_order where state = 'FAILED' and device_id = 60")
                .query(String.class)
                .single())
        .isEqualTo("Configuration Manager refused it 6 times: 500 for device 60");
    assertThat(stage.site.added).hasValue(119);
  }

  @Test
  void trouble_with_one_workload_holds_up_no_other() {
    stage.ordered("R", CLIENT_APPS, 1, 2);
    stage.ordered("S", COMPLIANCE_POLICIES, 11, 2);
    stage.site.reading =
        c -> {
          if (c.equals(APPS)) {
            throw DeliveryStage.Site.trouble("collection C-cli is gone");
          }
        };
    assertThat(sender.deliver()).isEqualTo(2);
    assertThat(stage.site.in(COMPLIANCE)).hasSize(2);
    assertThat(stage.budget.closed())
        .extracting(CallBudget.Closed::system, CallBudget.Closed::why)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "configmgr/client-apps", "collection C-cli is gone"));
  }

  @Test
  void a_site_that_asks_for_patience_is_left_alone_by_everybody_until_then() {
    stage.ordered("R", CLIENT_APPS, 1, 2);
    stage.site.before =
        id -> {
          throw EstateException.throttled("429", Duration.ofMinutes(30));
        };
    sender.deliver();
    stage.site.before = id -> {};
    Delivery other = stage.sender(1_000, 0.2);
    DeliveryStage.CLOCK.advance(Duration.ofMinutes(29));
    assertThat(other.deliver()).isZero();
    DeliveryStage.CLOCK.advance(Duration.ofMinutes(2));
    assertThat(other.deliver()).isEqualTo(2);
    assertThat(stage.count("refused > 0")).isZero();
  }

  @Test
  void moves_stop_before_the_rollbacks_part_of_the_budget_and_rollbacks_may_use_all() {
    Delivery small = stage.sender(10, 0.2);
    stage.ordered("R", CLIENT_APPS, 1, 9);
    small.deliver();
    assertThat(stage.site.added).hasValue(8);
    assertThat(small.deliver()).isZero();

    stage.rollBack("R");
    small.deliver();
    assertThat(stage.site.removed).hasValue(2);
    DeliveryStage.CLOCK.advance(Duration.ofMinutes(1));
    small.deliver();
    assertThat(stage.site.in(APPS)).isEmpty();
  }

  @Test
  void what_the_budget_put_off_was_never_attempted() {
    stage.ordered("R", CLIENT_APPS, 1, 9);
    stage.sender(5, 0).deliver();
    assertThat(stage.count("state = 'ORDERED' and attempts = 0")).isEqualTo(4);
    assertThat(stage.rollBack("R")).isEqualTo(5);
  }

  private static List<Result> failed(List<Claimed> orders) {
    return orders.stream().map(o -> Result.of(o, RuleOutcome.UNKNOWN_DEVICE)).toList();
  }

  private void expire() {
    stage
        .jdbc
        .sql("update authority_order set claimed_until = current_timestamp - interval '1' minute")
        .update();
  }

  private static void later() {
    DeliveryStage.CLOCK.advance(Duration.ofMinutes(6));
  }
}

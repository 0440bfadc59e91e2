package dev.handover.authority;

import static dev.handover.authority.DeviceFinding.*;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.authority.SliderReach.Beyond;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Which devices a wave leaves out when it is looked at again, and which the slider. */
abstract class EligibilityOfWavesTest extends EligibilityStage {

  static class OnH2Test extends EligibilityOfWavesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends EligibilityOfWavesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void the_look_before_a_wave_agrees_with_the_look_before_the_start() {
    rollout("R-1");
    for (int device = 1; device <= 2; device++) {
      jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', :d, 0)")
          .param("d", device)
          .update();
    }
    jdbc.sql("update client_setting set office_com = 'ENABLED' where resource_id = 1").update();

    assertThat(again(Set.of(OFFICE_COM_NOT_DISABLED))).isZero();
    assertThat(again(NONE)).isOne();
    assertThat(again(NONE)).isZero();
    assertThat(
            jdbc.sql("select excluded from wave_device where device_id = 1")
                .query(String.class)
                .single())
        .isEqualTo("OFFICE_COM_NOT_DISABLED");
  }

  private int again(Set<DeviceFinding> kept) {
    return eligibility.excludeFromWave("R-1", 0, OFFICE_CLICK_TO_RUN_APPS, List.of(), kept);
  }

  @Test
  void the_slider_may_not_move_whom_it_would_harm_nor_whom_the_plan_excludes() {
    assertThat(beyond(WINDOWS_UPDATE_POLICIES)).isEqualTo(new Beyond(0, 0, 2));
    jdbc.sql("update client_setting set software_updates = true where resource_id = 1").update();
    assertThat(beyond(WINDOWS_UPDATE_POLICIES)).isEqualTo(new Beyond(1, 0, 1));
    jdbc.sql("update intune_evaluation set licensed = false").update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(0, 0, 2));
    jdbc.sql("insert into collection_member values ('X1', 2)").update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(1, 0, 1));
  }

  @Test
  void the_slider_may_not_move_whom_a_decision_left_unsent() {
    rollout("R-1");
    jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', 1, 0)")
        .update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(0, 0, 2));
    jdbc.sql("update wave_device set excluded = 'NOT_SENT' where device_id = 1").update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(1, 0, 1));
  }

  @Test
  void whom_it_takes_along_is_kept_but_for_those_that_it_may_not_move() {
    rollout("R-1");
    assertThat(along()).isEqualTo(2);
    jdbc.sql("insert into collection_member values ('X1', 2)").update();
    assertThat(along()).isOne();
    assertThat(reach.along("R-1")).isOne();
    assertThat(jdbc.sql("select device_id from slider_along").query(Long.class).list())
        .containsExactly(1L);
  }

  private int along() {
    return asked(CLIENT_APPS, NONE, s -> reach.noteAlong("R-1", s, CLIENT_APPS));
  }

  private final SliderReach reach = new SliderReach(jdbc);

  private Beyond beyond(Workload workload) {
    return asked(workload, NONE, selection -> reach.beyond("R-1", selection, workload));
  }
}

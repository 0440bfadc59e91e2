package dev.handover.authority;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When a slider that Handover is to move is moved, on both databases. */
abstract class SliderOrdersTest {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final SliderOrders sliders = new SliderOrders(jdbc, new TestClock());
  private final ConfigMgrSite site = mock(ConfigMgrSite.class);

  abstract DataSource dataSource();

  static class OnH2Test extends SliderOrdersTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends SliderOrdersTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void aSliderOrderedToIntune() {
    TestDatabase.empty(dataSource, "slider_order", "wave", "rollout", "slider");
    jdbc.sql("insert into slider values ('client-apps', 'PILOT_INTUNE', 'C', :now)")
        .param("now", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R', 'T', 'client-apps', 'HANDING_OVER', false, '{}', 'p', 's', 'requester',
              false, :now, :now, 100, 0)""")
        .param("now", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values ('R', 0, 0, 1, 'PASSED', 3600)""")
        .update();
    sliders.order("R", Workload.CLIENT_APPS, Slider.INTUNE, true);
  }

  @Test
  void it_is_moved_while_every_wave_holds() {
    sliders.deliver(site);
    verify(site).setSlider(Workload.CLIENT_APPS, Slider.INTUNE);
  }

  @Test
  void it_stays_while_a_wave_that_had_passed_has_failed() {
    jdbc.sql("update wave set state = 'FAILED'").update();
    sliders.deliver(site);
    verify(site, never()).setSlider(Workload.CLIENT_APPS, Slider.INTUNE);
  }

  @Test
  void it_stays_while_the_calendar_holds_it() {
    jdbc.sql("update rollout set calendar_hold = 'Frozen.'").update();
    sliders.deliver(site);
    verify(site, never()).setSlider(Workload.CLIENT_APPS, Slider.INTUNE);
  }

  @Test
  void it_goes_back_whatever_has_failed() {
    jdbc.sql("update wave set state = 'FAILED'").update();
    jdbc.sql("update rollout set state = 'ROLLING_BACK', paused = true").update();
    jdbc.sql("update slider set position = 'INTUNE'").update();
    sliders.order("R", Workload.CLIENT_APPS, Slider.PILOT_INTUNE, true);

    sliders.deliver(site);
    verify(site).setSlider(Workload.CLIENT_APPS, Slider.PILOT_INTUNE);
  }
}

package dev.handover.rollout;

import static dev.handover.rollout.ResidueReport.Evidence.CONFIRMED;
import static dev.handover.rollout.ResidueReport.Evidence.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.Arrays;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stays behind, by evidence, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ResidueQueriesTest {

  private static final String OLD = "10.0.22631.4037";
  private static final String NEW = "10.0.26100.2033";

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final ResidueQueries residue = new ResidueQueries(jdbc);

  abstract DataSource dataSource();

  static class OnH2Test extends ResidueQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends ResidueQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void clean() {
    TestDatabase.empty(dataSource, "authority_order", "rollout", "device");
  }

  @Test
  void only_devices_that_the_rollout_moved_or_may_have_moved_have_residue() {
    rollout("device-configuration", "ROLLED_BACK", 0);
    order(1, 0, true, 1, true, OLD, OLD); // moved and confirmed
    order(2, 0, true, 1, false, OLD, OLD); // at the site, never confirmed
    order(3, 0, null, 1, false, OLD, OLD); // sent, its reply lost
    order(4, 0, null, 0, false, OLD, OLD); // never sent
    order(5, 0, false, 1, true, OLD, OLD); // at Intune by other hands

    ResidueReport report = residue.report("R").orElseThrow();

    assertThat(report.preview()).isFalse();
    assertThat(report.devices()).isEqualTo(1);
    assertThat(report.unknown()).isEqualTo(2);
    assertThat(report.items())
        .extracting(ResidueReport.Item::code, ResidueReport.Item::devices)
        .containsExactly(
            tuple(Residue.SETTINGS_TATTOOED, 1L),
            tuple(Residue.PROTECTION_TATTOOED, 1L),
            tuple(Residue.ENCRYPTION_CHANGED, 1L),
            tuple(Residue.CERTIFICATES_NOT_RENEWED, 1L));
    assertThat(residue.devices("R", Residue.SETTINGS_TATTOOED, 0, 10).items())
        .extracting(ResidueReport.Device::deviceId, ResidueReport.Device::evidence)
        .containsExactly(tuple(1L, CONFIRMED), tuple(2L, UNKNOWN), tuple(3L, UNKNOWN));
  }

  @Test
  void windows_is_newer_only_where_its_build_has_changed() {
    rollout("windows-update-policies", "ROLLED_BACK", 0);
    order(1, 0, true, 1, true, OLD, NEW);
    order(2, 0, true, 1, true, OLD, OLD);
    order(3, 0, true, 1, true, null, NEW); // which build it had is not known
    order(4, 0, true, 1, false, OLD, NEW); // whether Intune did it is not known

    ResidueReport.Item item = residue.report("R").orElseThrow().items().get(1);

    assertThat(item.code()).isEqualTo(Residue.WINDOWS_NEWER);
    assertThat(item.devices()).isEqualTo(1);
    assertThat(item.unknown()).isEqualTo(2);
    assertThat(residue.devices("R", Residue.WINDOWS_NEWER, 0, 10).items())
        .extracting(
            ResidueReport.Device::deviceId,
            ResidueReport.Device::evidence,
            ResidueReport.Device::osBuildBefore,
            ResidueReport.Device::osBuild)
        .containsExactly(
            tuple(1L, CONFIRMED, OLD, NEW),
            tuple(3L, UNKNOWN, null, NEW),
            tuple(4L, UNKNOWN, OLD, NEW));
  }

  @Test
  void what_no_device_has_is_left_out() {
    rollout("windows-update-policies", "ROLLED_BACK", 0);
    order(1, 0, true, 1, true, OLD, OLD);

    assertThat(residue.report("R").orElseThrow().items())
        .extracting(ResidueReport.Item::code)
        .containsExactly(Residue.UPDATES_OFF);
  }

  @Test
  void waves_that_stay_where_they_are_are_left_out() {
    rollout("client-apps", "ROLLED_BACK", 1);
    order(1, 0, true, 1, true, OLD, OLD);
    order(2, 1, true, 1, true, OLD, OLD);

    assertThat(residue.report("R").orElseThrow().devices()).isEqualTo(1);
    assertThat(residue.devices("R", Residue.APPS_INSTALLED, 0, 10).items())
        .extracting(ResidueReport.Device::deviceId)
        .containsExactly(2L);
  }

  @Test
  void before_a_rollback_the_report_is_a_preview_and_speaks_so() {
    rollout("office-click-to-run-apps", "PILOTING", null);
    order(1, 0, true, 1, true, OLD, OLD);
    order(2, 0, true, 1, false, OLD, OLD);

    ResidueReport report = residue.report("R").orElseThrow();

    assertThat(report.preview()).isTrue();
    assertThat(report.sentence())
        .isEqualTo(
            "Would stay behind: Office may be newer than before the move: 1 device, not known of"
                + " 1; Office may be on another update channel: 1 device, not known of 1.");
  }

  @Test
  void compliance_leaves_nothing_and_says_so() {
    rollout("compliance-policies", "ROLLED_BACK", 0);
    order(1, 0, true, 1, true, OLD, OLD);

    ResidueReport report = residue.report("R").orElseThrow();

    assertThat(report.items()).isEmpty();
    assertThat(report.holdBecause()).isNull();
    assertThat(report.sentence()).isEqualTo("Nothing stays behind on 1 device.");
  }

  @Test
  void a_residue_of_another_workload_has_no_devices_and_pages_count_all() {
    rollout("client-apps", "ROLLED_BACK", 0);
    for (int device = 1; device <= 5; device++) {
      order(device, 0, true, 1, true, OLD, OLD);
    }
    assertThat(residue.devices("R", Residue.WINDOWS_NEWER, 0, 10).total()).isZero();
    Page<ResidueReport.Device> second = residue.devices("R", Residue.APPS_INSTALLED, 1, 2);
    assertThat(second.total()).isEqualTo(5);
    assertThat(second.items()).extracting(ResidueReport.Device::deviceId).containsExactly(3L, 4L);
    assertThat(residue.report("none")).isEmpty();
  }

  @Test
  void every_workload_but_compliance_leaves_something_behind() {
    assertThat(Arrays.stream(Workload.values()).filter(w -> Residue.of(w).isEmpty()))
        .containsExactly(Workload.COMPLIANCE_POLICIES);
  }

  private void rollout(String workload, String state, Integer rollbackFrom) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation,
              rollback_from)
            values ('R', 'T', :workload, :state, false, '{}', 'p', 's', 'requester', false, :now,
              :now, 100, 1, :from)""")
        .param("workload", workload)
        .param("state", state)
        .param("now", Sql.time(TestClock.START))
        .param("from", rollbackFrom)
        .update();
  }

  private void order(
      long device,
      int wave,
      Boolean changed,
      int attempts,
      boolean confirmed,
      String before,
      String now) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state, os_build)
            values (:id, :entra, :name, 'ENTRA_JOINED', 'CO_MANAGED', :build)""")
        .param("id", device)
        .param("entra", "e" + device)
        .param("name", "d" + device)
        .param("build", now)
        .update();
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, changed, attempts, ordered_at, confirmed_at, os_build)
            values ('R', :wave, :device, 'w', 'TO_INTUNE', 0, 'DELIVERED', :changed, :attempts,
              :now, :confirmed, :before)""")
        .param("wave", wave)
        .param("device", device)
        .param("changed", changed)
        .param("attempts", attempts)
        .param("now", Sql.time(TestClock.START))
        .param("confirmed", confirmed ? Sql.time(TestClock.START) : null)
        .param("before", before)
        .update();
  }
}

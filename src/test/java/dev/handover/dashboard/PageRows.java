package dev.handover.dashboard;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What there is to show on a page. */
abstract class PageRows {

  static final String HOSTILE = "\"><script>alert(1)</script>'";
  static final DataSource DATA = TestDatabase.h2();

  final JdbcClient jdbc = JdbcClient.create(DATA);

  @BeforeEach
  final void clean() {
    TestDatabase.empty(
        DATA,
        "remote_action",
        "programme_rollout",
        "programme",
        "hold",
        "decision",
        "wave_guard",
        "gate_metric",
        "authority_order",
        "slider_order",
        "slider_along",
        "late_joiner",
        "approval",
        "wave_device",
        "wave",
        "rollout",
        "slider",
        "device");
  }

  void slider() {
    jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', 'C', :at)")
        .param("w", Workload.CLIENT_APPS.slug())
        .param("at", Sql.time(TestClock.START))
        .update();
  }

  void device(long id, String state) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            values (:id, :name, :name, 'ENTRA_JOINED', :state)""")
        .param("id", id)
        .param("name", "d" + id)
        .param("state", state)
        .update();
  }

  void rollout() {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation,
              waiting_for, waiting_reason, waiting_since, waiting_until)
            values ('R-1', :title, 'client-apps', 'PILOTING', false, '{}', 'p', 's', 'requester',
              false, :at, :at, 100, 1, 'EVIDENCE', 'Too few have reported.', :at, :until)""")
        .param("title", HOSTILE)
        .param("at", Sql.time(TestClock.START))
        .param("until", Sql.time(TestClock.START.plus(Duration.ofHours(3))))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, verdict,
              evidence, evidence_hash, started_at)
            values ('R-1', 0, 0, 100, 'SOAKING', 3600, 'HOLD_INSUFFICIENT', :evidence, 'hash', :at)
            """)
        .param("at", Sql.time(TestClock.START))
        .param(
            "evidence",
            """
            {"verdict":"HOLD_INSUFFICIENT","metrics":[{"name":"noncompliant","advisory":false,
             "verdict":"HOLD_INSUFFICIENT","expected":0.02,"limit":0.08,"healthy":19,
             "unhealthy":1,"silent":0,"pending":80,"judged":20,"judgedUnhealthy":1,"rate":0.05,
             "lower":0.001,"upper":0.249,"llr":0.18,"maxLlr":0.4,"failBound":4.605,
             "passBound":-2.996,"sentence":"S"}],
             "reasons":[{"code":"X","metric":null,"sentence":"Twenty of a hundred."}]}""")
        .update();
    jdbc.sql(
            """
            insert into decision (rollout_id, stage, wave_no, outcome, actor, at, comment,
              evidence_hash, plan_hash, scope_hash)
            values ('R-1', 'START', 0, 'approve', 'approver1', :at, :comment, 'e', 'p', 's')""")
        .param("at", Sql.time(TestClock.START))
        .param("comment", HOSTILE)
        .update();
  }

  /** Orders the move of device 7 in the pilot. */
  void moved() {
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at)
            values ('R-1', 0, 7, 'client-apps', 'TO_INTUNE', 1, 'ORDERED', 1, :at)""")
        .param("at", Sql.time(TestClock.START))
        .update();
  }
}

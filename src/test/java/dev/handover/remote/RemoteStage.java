package dev.handover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.authority.CallBudget;
import dev.handover.device.Devices;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.ActionReply;
import dev.handover.estate.IntuneTenant.ActionResult;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.WatchSteps;
import dev.handover.rollout.WaveQueries;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remote actions on a database, with a tenant that answers as a test wants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RemoteStage {

  static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));
  static final Actor APPROVER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));
  static final String HOSTILE = "<script>alert('1')</script>; drop table remote_action --";
  static final RemoteSettings SETTINGS =
      new RemoteSettings(
          10,
          Duration.ofSeconds(20),
          .2,
          true,
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(2),
          3);

  final DataSource data = dataSource();
  final JdbcClient jdbc = JdbcClient.create(data);
  final NamedParameterJdbcTemplate batch = new NamedParameterJdbcTemplate(data);
  final TestClock clock = new TestClock();
  final IntuneTenant tenant = mock(IntuneTenant.class);
  final RemoteWorkflow workflow = mock(RemoteWorkflow.class);
  final Journal journalRoom = mock(Journal.class);
  final RemoteJournal journal = new RemoteJournal(journalRoom);
  final RemoteStore store = new RemoteStore(jdbc, clock);
  final Devices devices = TestDatabase.transactional(data, Devices.class, new Devices(jdbc, batch));
  final Endings endings =
      TestDatabase.transactional(data, Endings.class, new Endings(store, journal));
  final CallBudget budget =
      TestDatabase.transactional(data, CallBudget.class, new CallBudget(jdbc, clock));
  final SendingStore sending =
      TestDatabase.transactional(
          data, SendingStore.class, new SendingStore(jdbc, budget, SETTINGS, clock));
  final Sender sender = new Sender(sending, endings, store, tenant, budget, clock);
  final FollowingStore following =
      TestDatabase.transactional(
          data, FollowingStore.class, new FollowingStore(jdbc, batch, SETTINGS, clock));
  final Follower follower = new Follower(following, endings, tenant, devices, clock);
  final RemoteApprovals approvals =
      TestDatabase.transactional(
          data,
          RemoteApprovals.class,
          new RemoteApprovals(store, devices, endings, journal, clock));
  final RemoteDesk desk =
      TestDatabase.transactional(
          data,
          RemoteDesk.class,
          new RemoteDesk(store, devices, approvals, workflow, SETTINGS, journal, clock));
  final WaveActions waveActions =
      TestDatabase.transactional(
          data,
          WaveActions.class,
          new WaveActions(jdbc, new WaveQueries(jdbc), store, SETTINGS, journal, clock));
  final RemoteQueries queries = new RemoteQueries(jdbc);

  /** What the tenant says of each device that it knows. */
  final Map<String, List<ActionResult>> account = new HashMap<>();

  RemoteWatch watch;

  abstract DataSource dataSource();

  @BeforeEach
  void threeDevices() {
    reset(tenant, workflow, journalRoom);
    clock.set(TestClock.START);
    TestDatabase.empty(
        data,
        "remote_action",
        "call_budget",
        "authority_order",
        "lease",
        "wave_device",
        "wave",
        "rollout",
        "device");
    account.clear();
    for (int id = 1; id <= 3; id++) {
      device(id, "CO_MANAGED");
    }
    when(tenant.act(any(), any())).thenReturn(ActionReply.ACCEPTED);
    when(tenant.actionResults(any())).thenAnswer(i -> Map.copyOf(account));
    when(workflow.ended(any(), any())).thenReturn(true);
    // A watch of its own: what it has looked at already is not for the next test.
    watch =
        new RemoteWatch(
            store,
            TestDatabase.transactional(
                data, SyncAfterMove.class, new SyncAfterMove(jdbc, SETTINGS, journal, clock)),
            sender,
            follower,
            approvals,
            workflow,
            TestDatabase.transactions(data),
            new WatchSteps(new SimpleMeterRegistry(), jdbc, clock));
  }

  void device(int id, String state) {
    jdbc.sql(
            """
            insert into device
              (id, entra_device_id, resource_id, intune_id, name, manufacturer, model, site,
               join_state, management_state, intune_seen_at)
            values (:id, :entra, :id, :intune, :name, 'Dell', 'Latitude', 'LON', 'ENTRA_JOINED',
                    :state, :seen)""")
        .param("id", id)
        .param("entra", "entra-" + id)
        .param("intune", "intune-" + id)
        .param("name", "PC-" + id)
        .param("state", state)
        .param("seen", Sql.time(TestClock.START.minus(Duration.ofHours(1))))
        .update();
    account.put("intune-" + id, new ArrayList<>());
  }

  void seen(int device, Instant at) {
    jdbc.sql("update device set intune_seen_at = :at where id = :id")
        .param("at", Sql.time(at))
        .param("id", device)
        .update();
  }

  void rollout(String id, boolean ended) {
    jdbc.sql(
            """
            insert into rollout
              (id, title, workload, state, paused, plan, plan_hash, scope_hash, created_by,
               by_automation, created_at, start_at, ended_at, population, generation)
            values (:id, 'Apps', 'client-apps', 'EXPANDING', false, '{}', 'p', 's', 'requester',
                    false, :now, :now, :ended, 3, 0)""")
        .param("id", id)
        .param("now", Sql.time(clock.instant()))
        .param("ended", ended ? Sql.time(clock.instant()) : null)
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, 3, 'MOVING', 0)""")
        .param("id", id)
        .update();
  }

  void inWave(String rollout, int device, String excluded) {
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no, excluded)
            values (:rollout, :device, 0, :excluded)""")
        .param("rollout", rollout)
        .param("device", device)
        .param("excluded", excluded)
        .update();
  }

  /** A move of the device that was sent just now. */
  void moved(String rollout, int device) {
    jdbc.sql(
            """
            insert into authority_order
              (rollout_id, wave_no, device_id, workload, direction, generation, state, changed,
               attempts, ordered_at, delivered_at)
            values (:rollout, 0, :device, 'client-apps', 'TO_INTUNE', 0, 'DELIVERED', true, 1,
                    :now, :now)""")
        .param("rollout", rollout)
        .param("device", device)
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  void result(int device, RemoteAction action, IntuneTenant.ActionState state, Instant began) {
    List<ActionResult> of = account.get("intune-" + device);
    of.removeIf(r -> r.action() == action);
    of.add(new ActionResult(action, state, began, clock.instant()));
  }

  void later(Duration by) {
    clock.advance(by);
    watch.cycle();
  }

  ActionView view(String key) {
    return queries.find(key).orElseThrow();
  }

  List<String> told() {
    ArgumentCaptor<String> actions = ArgumentCaptor.forClass(String.class);
    Mockito.verify(journalRoom, Mockito.atLeast(0))
        .append(any(), actions.capture(), any(), any(), any());
    return actions.getAllValues();
  }

  void assertState(String key, Progress state) {
    assertThat(view(key).state()).as(key).isEqualTo(state);
  }
}

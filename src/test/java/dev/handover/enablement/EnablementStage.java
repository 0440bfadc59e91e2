package dev.handover.enablement;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.authority.EnrolmentReadiness;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.EnrolmentFailure;
import dev.handover.estate.ReadCursors;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.WatchSteps;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** Enablements on a database, with a site and a process that answer as a test wants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EnablementStage {

  static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));
  static final Actor APPROVER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  static final Actor BOTH = new Actor("both", Set.of(Role.REQUESTER, Role.CHANGE_MANAGER));
  static final String HOSTILE = "<script>alert('1')</script>; drop table enablement --";
  static final long LICENCE = EnrolmentCode.USER_LICENCE.code();
  static final long NOT_READY = EnrolmentCode.MDM_NOT_CONFIGURED.code();

  final DataSource data = dataSource();
  final JdbcClient jdbc = JdbcClient.create(data);
  final NamedParameterJdbcTemplate batch = new NamedParameterJdbcTemplate(data);
  final TestClock clock = new TestClock();
  final ConfigMgrSite site = mock(ConfigMgrSite.class);
  final EnablementWorkflow workflow = mock(EnablementWorkflow.class);
  final Journal journalRoom = mock(Journal.class);
  final EnablementJournal journal = new EnablementJournal(journalRoom);
  final ReadCursors cursors = new ReadCursors(jdbc);
  final EnablementStore store = new EnablementStore(jdbc, clock);
  final EnrolmentOrders orders = new EnrolmentOrders(jdbc, clock);
  final EnrolmentReading reading =
      new EnrolmentReading(site, batch, cursors, TestDatabase.transactions(data), clock);
  final EnrolmentCandidates candidates =
      new EnrolmentCandidates(jdbc, new EnrolmentReadiness(clock));
  final EnrolmentDevices devices = new EnrolmentDevices(jdbc, cursors);
  final EnablementChecks checks =
      new EnablementChecks(store, reading, candidates, cursors, clock.estate());
  final EnablementQueries queries = new EnablementQueries(jdbc, store, devices, reading, checks);
  final EnablementLife life =
      TestDatabase.transactional(
          data,
          EnablementLife.class,
          new EnablementLife(
              store,
              orders,
              candidates,
              devices,
              reading,
              new EnablementBriefs(candidates, devices, reading, queries),
              journal,
              site,
              clock));
  final EnablementDesk desk =
      TestDatabase.transactional(
          data,
          EnablementDesk.class,
          new EnablementDesk(store, checks, reading, life, workflow, journal, clock));
  final EnablementWatch watch =
      new EnablementWatch(
          reading,
          orders,
          store,
          devices,
          workflow,
          journal,
          site,
          TestDatabase.transactions(data),
          new WatchSteps(new SimpleMeterRegistry(), jdbc, clock),
          clock);

  /** What the site says whose last attempt failed. */
  final List<EnrolmentFailure> failures = new ArrayList<>();

  abstract DataSource dataSource();

  @BeforeEach
  void tenClientsOfWhichSixAreThePilot() {
    reset(site, workflow, journalRoom);
    clock.set(TestClock.START);
    failures.clear();
    TestDatabase.empty(
        data,
        "enablement_order",
        "enablement_outcome",
        "enablement_device",
        "enablement_staging",
        "enablement",
        "enrolment_failure",
        "auto_enrolment",
        "read_cursor",
        "slider",
        "remote_action",
        "collection_member",
        "collection",
        "device");
    collection("PS1", "Early birds", false);
    collection("PS2", "Pilot of apps", false);
    collection("PS3", "Nobody", false);
    collection("SMS1", "All Systems", true);
    jdbc.sql(
            """
            insert into slider (workload, position, pilot_collection, read_at)
            values ('client-apps', 'PILOT_INTUNE', 'PS2', :now)""")
        .param("now", Sql.time(clock.instant()))
        .update();
    for (int id = 1; id <= 10; id++) {
      device(id, id == 6 ? "NONE" : "HYBRID_JOINED", "CONFIGMGR_ONLY");
      if (id <= 6) {
        jdbc.sql("insert into collection_member (collection, device_id) values ('PS1', :id)")
            .param("id", id)
            .update();
      }
    }
    shows(AutoEnrolment.NONE, null);
    when(site.enrolmentFailures(any()))
        .thenAnswer(
            i ->
                failures.stream()
                    .filter(f -> !f.attemptedAt().isBefore(i.getArgument(0)))
                    .toList());
    when(site.canSetAutoEnrolment()).thenReturn(true);
    Mockito.doAnswer(
            i -> {
              shows(i.getArgument(0), i.getArgument(1));
              return null;
            })
        .when(site)
        .setAutoEnrolment(any(), any());
    when(workflow.judged(any(), Mockito.anyBoolean())).thenReturn(true);
    when(workflow.cancelRequested(any())).thenReturn(true);
    when(workflow.isBack(any())).thenReturn(true);
    cycle();
  }

  void cycle() {
    cursors.succeeded("intune-devices", clock.instant());
    watch.cycle();
  }

  void later(Duration by) {
    clock.advance(by);
    cycle();
  }

  void shows(AutoEnrolment setting, String collection) {
    when(site.autoEnrolment()).thenReturn(new ConfigMgrSite.EnrolmentReading(setting, collection));
  }

  private void collection(String id, String name, boolean builtIn) {
    jdbc.sql("insert into collection (id, name, built_in) values (:id, :name, :builtIn)")
        .param("id", id)
        .param("name", name)
        .param("builtIn", builtIn)
        .update();
  }

  void device(int id, String join, String state) {
    jdbc.sql(
            """
            insert into device
              (id, entra_device_id, resource_id, name, os_build, site, join_state,
               management_state, configmgr_seen_at)
            values (:id, :entra, :resource, :name, '10.0.22631.4460', 'LON', :join, :state, :seen)""")
        .param("id", id)
        .param("entra", "entra-" + id)
        .param("resource", 1000 + id)
        .param("name", "PC-" + id)
        .param("join", join)
        .param("state", state)
        .param("seen", Sql.time(clock.instant()))
        .update();
  }

  /** As the fleet's reading tells. */
  void enrols(int... ids) {
    for (int id : ids) {
      jdbc.sql(
              """
              update device set management_state = 'CO_MANAGED', intune_id = :intune
              where id = :id""")
          .param("intune", "intune-" + id)
          .param("id", id)
          .update();
      failures.removeIf(f -> f.resourceId() == 1000 + id);
    }
  }

  /** Its last attempt, just now. */
  void fails(int id, long code) {
    failures.removeIf(f -> f.resourceId() == 1000 + id);
    failures.add(new EnrolmentFailure(1000 + id, code, clock.instant()));
  }

  static EnablementRequest request(AutoEnrolment goal) {
    return request(goal, "Early birds", Map.of());
  }

  static EnablementRequest request(
      AutoEnrolment goal, String collection, Map<Workload, String> staging) {
    return new EnablementRequest(goal, collection, staging, .8, Duration.ofDays(2));
  }

  /** Asked for, and its process has begun. */
  String started(AutoEnrolment goal) {
    String id = desk.start(request(goal), "Winter", REQUESTER);
    life.begin(id, "p-" + id);
    life.ask(id, EnablementKind.CONFIRM_ENABLEMENT);
    return id;
  }

  /** Confirmed, ordered, set by Handover and read back. */
  String enrolling(AutoEnrolment goal) {
    String id = started(goal);
    decide(id, EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    life.order(id);
    later(Duration.ofMinutes(1));
    later(Duration.ofMinutes(1));
    return id;
  }

  String decide(String id, EnablementKind kind, Outcome outcome) {
    return life.decide(
        id, kind, new Decision(outcome, "because", life.brief(id, kind).evidenceHash()), APPROVER);
  }

  EnablementView view(String id) {
    return queries.find(id).orElseThrow();
  }

  List<String> told() {
    ArgumentCaptor<String> actions = ArgumentCaptor.forClass(String.class);
    Mockito.verify(journalRoom, Mockito.atLeast(0))
        .append(any(), actions.capture(), any(), any(), any());
    return actions.getAllValues();
  }

  Instant now() {
    return clock.instant();
  }

  final List<String> codes(EnablementRequest request) {
    return desk.check(request).findings().stream().map(Finding::code).toList();
  }
}

package dev.handover.enablement;

import dev.handover.calendar.Moment;
import dev.handover.enablement.EnablementCheck.Connection;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.rollout.Page;
import dev.handover.rollout.Sentence;
import dev.handover.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Enablements, and how the site stands, as others read them. Reads only. */
@Repository
public class EnablementQueries {

  private final JdbcClient jdbc;
  private final EnablementStore store;
  private final EnrolmentDevices devices;
  private final EnrolmentReading reading;
  private final EnablementChecks checks;

  EnablementQueries(
      JdbcClient jdbc,
      EnablementStore store,
      EnrolmentDevices devices,
      EnrolmentReading reading,
      EnablementChecks checks) {
    this.jdbc = jdbc;
    this.store = store;
    this.devices = devices;
    this.reading = reading;
    this.checks = checks;
  }

  /** Automatic enrolment as last read back; empty if it never was. */
  public Optional<SiteSetting> setting() {
    return reading.setting();
  }

  public List<Connection> connections() {
    return checks.connections();
  }

  public Optional<EnablementView> running() {
    return store.running().map(row -> view(row, true));
  }

  public Optional<EnablementView> find(String id) {
    return store.find(id).map(row -> view(row, true));
  }

  /** The newest first. */
  public Page<EnablementView> page(int page, int size) {
    long total = jdbc.sql("select count(*) from enablement").query(Long.class).single();
    List<EnablementView> items =
        jdbc
            .sql(
                """
                select * from enablement order by requested_at desc, id desc
                offset :offset rows fetch next :size rows only""")
            .param("offset", (long) page * size)
            .param("size", size)
            .query(EnablementRow::map)
            .list()
            .stream()
            .map(row -> view(row, false))
            .toList();
    return new Page<>(items, page, size, total);
  }

  /**
   * The devices of an enablement, by name.
   *
   * @param standing null for any
   * @param reason why they do not enrol, such as {@code NOT_JOINED} or {@code 0x80180018}; null for
   *     any
   * @throws dev.handover.rollout.Refused for an enablement or a reason that there is not
   */
  public Page<EnrolmentDevices.Row> devices(
      String id, Standing standing, String reason, int page, int size) {
    return devices.page(store.get(id), standing, reason, page, size);
  }

  /** The names of collections that can be chosen, by name. */
  public List<String> collections() {
    return jdbc.sql("select name from collection where not built_in order by name")
        .query(String.class)
        .list();
  }

  /** The name of the pilot collection of each slider, as last read back. */
  public Map<Workload, String> sliders() {
    Map<Workload, String> names = new LinkedHashMap<>();
    jdbc.sql(
            """
            select s.workload, c.name from slider s join collection c on c.id = s.pilot_collection
            order by s.workload""")
        .query(
            rs -> {
              names.put(Workload.of(rs.getString("workload")), rs.getString("name"));
            });
    return names;
  }

  Map<Workload, String> staging(String id) {
    Map<Workload, String> names = new LinkedHashMap<>();
    jdbc.sql(
            """
            select workload, name from enablement_staging where enablement_id = :id
            order by workload""")
        .param("id", id)
        .query(
            rs -> {
              names.put(Workload.of(rs.getString("workload")), rs.getString("name"));
            });
    return names;
  }

  /** What automatic enrolment was, and is put back to: {@code Pilot (Early birds)}. */
  String before(EnablementRow row) {
    String name =
        jdbc.sql("select name from collection where id = :id")
            .param("id", row.beforeCollection())
            .query(String.class)
            .optional()
            .orElse(row.beforeCollection());
    return SiteSetting.words(row.beforeSetting(), name);
  }

  /** Why it stands so: as of when, where it has been judged; and what is waited for on the way. */
  private String sentence(EnablementRow row) {
    return switch (row.state()) {
      case DECIDING, ENABLED -> judged(row);
      case PUTTING_BACK -> puttingBack(row);
      default -> row.sentence();
    };
  }

  /** What has been counted since may differ. */
  static String judged(EnablementRow row) {
    return row.judgedAt() == null || row.sentence() == null
        ? row.sentence()
        : "Judged on %s: %s".formatted(Moment.words(row.judgedAt()), row.sentence());
  }

  private String puttingBack(EnablementRow row) {
    Optional<SiteSetting> shown = reading.setting();
    if (shown.filter(s -> s.is(row.beforeSetting(), row.beforeCollection())).isPresent()) {
      return row.sentence();
    }
    String waits =
        EnrolmentVerdict.waits(before(row), shown.map(SiteSetting::words).orElse("nothing"));
    return row.sentence() == null ? waits : Sentence.of(row.sentence()) + " " + waits;
  }

  private EnablementView view(EnablementRow row, boolean counted) {
    Map<String, String> staging = new LinkedHashMap<>();
    staging(row.id()).forEach((w, name) -> staging.put(w.slug(), name));
    return new EnablementView(
        row.id(),
        row.state(),
        row.goal().slug(),
        row.stage().slug(),
        row.collectionName(),
        staging,
        row.minEnrolled(),
        row.within(),
        row.reason(),
        row.requestedBy(),
        row.requestedAt(),
        row.confirmBy(),
        row.confirmedBy(),
        row.beforeSetting().slug(),
        row.enrollingSince(),
        row.deadlineAt(),
        row.verdict() == null ? null : row.verdict().name(),
        sentence(row),
        counted && row.enrollingSince() != null ? devices.counts(row) : null,
        row.endedAt(),
        row.processInstanceId());
  }
}

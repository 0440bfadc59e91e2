package dev.handover.rollout;

import dev.handover.authority.DeviceFinding;
import dev.handover.rollout.RolloutReport.Deviation;
import dev.handover.rollout.RolloutReport.Event;
import dev.handover.rollout.RolloutReport.Prevented;
import dev.handover.sql.OneMoment;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes the report of a rollout from what is kept of it. */
@Repository
public class RolloutReports {

  private static final String STOPS =
      """
      select count(*) from journal
      where rollout_id = :id
        and action in ('wave-failed', 'wave-regressed', 'part-quarantined')""";

  /** What neither waves nor decisions keep with its moment: each stands in the journal in words. */
  private static final String TOLD =
      """
      select at, actor, details from journal
      where rollout_id = :id
        and action in ('wave-failed', 'wave-held', 'rollback-started', 'rollout-paused',
          'rollout-resumed', 'hold-lifted', 'deadline-passed', 'cancel-requested',
          'approval-reminded', 'approval-escalated', 'approval-asked-anew', 'approval-expired',
          'approval-void', 'scope-changed', 'process-migrated', 'break-glass', 'task-opened',
          'task-withdrawn', 'decision-reminded', 'expansion-made-up',
          'slider-ordered', 'slider-moved', 'slider-stays')
      order by seq""";

  private static final String NEVER_MOVED =
      """
      select count(*) from wave_device wd
      where wd.rollout_id = :id and not exists (
        select 1 from authority_order o
        where o.rollout_id = wd.rollout_id and o.device_id = wd.device_id
          and o.direction = 'TO_INTUNE' and o.attempts > 0)""";

  /**
   * Not confirmed is an exception once nothing more is to come; put back it is the order back. Most
   * devices are none, and are passed over before anything else is asked about them.
   */
  private static final String DEVIATIONS =
      """
      select x.code, x.devices, x.name from (
        select e.code, e.name, count(*) over (partition by e.code) as devices,
          row_number() over (partition by e.code order by e.name, e.id) as place
        from (
          select d.id, d.name, case %1$s
              when 'EXCLUDED' then wd.excluded
              when 'QUARANTINED' then 'QUARANTINED'
              when 'FAILED' then 'FAILED'
              when 'RETURNING' then 'RETURNING'
              when 'PENDING' then case when cast(:ended as boolean) then 'PENDING' end
            end as code
          from (
            select x.device_id from wave_device x
            where x.rollout_id = :id and (x.quarantine is not null or x.excluded is not null)
            union
            select a.device_id from authority_order a
            where a.rollout_id = :id
              and a.state <> 'CONFIRMED'
            union
            select x.device_id from wave_device x
            where cast(:ended as boolean) and x.rollout_id = :id and not exists (
              select 1 from authority_order a
              where a.rollout_id = x.rollout_id and a.device_id = x.device_id)) c
          join wave_device wd on wd.rollout_id = :id and wd.device_id = c.device_id
          join device d on d.id = c.device_id
          left join authority_order o on o.id = (
            select max(n.id) from authority_order n
            where n.rollout_id = :id and n.device_id = c.device_id)
          union all
          select d.id, d.name, 'NOT_APPROVED'
          from late_joiner j join device d on d.id = j.device_id
          where j.rollout_id = :id and j.left_out_at is not null) e
        where e.code is not null) x
      where x.place <= %2$d
      order by x.devices desc, x.code, x.place"""
          .formatted(WaveDevices.DEVICE_STATE, RolloutReport.NAMED);

  /** Once the slider has been at Intune. */
  private static final String ALONG =
      """
      select 'TAKEN_ALONG' as code, count(*) over () as devices, d.name
      from slider_along a join device d on d.id = a.device_id
      where a.rollout_id = :id and exists (
        select 1 from slider_order o
        where o.rollout_id = a.rollout_id and o.position = 'INTUNE' and o.state = 'CONFIRMED')
      order by d.name, d.id
      fetch first %d rows only"""
          .formatted(RolloutReport.NAMED);

  private final JdbcClient jdbc;
  private final RolloutStore rows;
  private final RolloutQueries rollouts;
  private final DecisionViews decisions;
  private final WaveQueries waves;
  private final Quarantines quarantines;
  private final ResidueQueries residue;
  private final Clock clock;

  RolloutReports(
      JdbcClient jdbc,
      RolloutStore rows,
      RolloutQueries rollouts,
      DecisionViews decisions,
      WaveQueries waves,
      Quarantines quarantines,
      ResidueQueries residue,
      Clock clock) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.rollouts = rollouts;
    this.decisions = decisions;
    this.waves = waves;
    this.quarantines = quarantines;
    this.residue = residue;
    this.clock = clock;
  }

  /** The report as of now; of one that has not ended, as far as it has come. */
  @OneMoment
  public Optional<RolloutReport> of(String id) {
    return rollouts.withWaves(id).map(r -> report(r.rollout(), r.waves()));
  }

  private RolloutReport report(RolloutView rollout, List<WaveView> all) {
    String id = rollout.id();
    List<DecisionView> taken = decisions.of(id);
    List<QuarantineView> parts = quarantines.of(id);
    return new RolloutReport(
        clock.instant(),
        rollout,
        PlanFacts.inForce(rows.get(id)),
        prevented(rollout),
        timeline(rollout, all, taken, parts),
        all,
        waves.evidence(id).stream().filter(e -> e.evidence() != null).toList(),
        taken,
        parts,
        deviations(rollout),
        residue.report(id).orElse(null));
  }

  private Prevented prevented(RolloutView rollout) {
    long stops = count(STOPS, rollout.id());
    return new Prevented(stops, stops == 0 ? 0 : count(NEVER_MOVED, rollout.id()));
  }

  private long count(String statement, String id) {
    return jdbc.sql(statement).param("id", id).query(Long.class).single();
  }

  private List<Deviation> deviations(RolloutView rollout) {
    record Found(String code, long devices, String name) {}
    boolean ended =
        rollout.state() == RolloutState.WATCHING || rollout.state() == RolloutState.COMPLETED;
    Map<String, List<Found>> byCode = new LinkedHashMap<>();
    Stream.of(
            jdbc.sql(DEVIATIONS).param("id", rollout.id()).param("ended", ended),
            jdbc.sql(ALONG).param("id", rollout.id()))
        .flatMap(statement -> statement.query(Found.class).list().stream())
        .forEach(f -> byCode.computeIfAbsent(f.code(), code -> new ArrayList<>()).add(f));
    return byCode.values().stream()
        .map(
            found -> {
              long devices = found.get(0).devices();
              String code = found.get(0).code();
              return new Deviation(
                  code, words(code, devices), devices, found.stream().map(Found::name).toList());
            })
        .toList();
  }

  /** "are not co-managed", after a number of devices. */
  private static String words(String code, long devices) {
    boolean one = devices == 1;
    return switch (code) {
      case "NOT_SENT" ->
          (one ? "was" : "were") + " not sent yet when the risk of the wave was accepted";
      case "NOT_APPROVED" ->
          "came late and "
              + (one ? "was" : "were")
              + " left out, for nobody agreed to "
              + (one ? "it" : "them");
      case "TAKEN_ALONG" ->
          "went to Intune with the slider, though no wave moved " + (one ? "it" : "them");
      case "QUARANTINED" -> (one ? "is" : "are") + " in quarantine";
      case "FAILED" -> "could not be moved";
      case "RETURNING" -> (one ? "is" : "are") + " not reported back by both systems";
      case "PENDING" -> (one ? "was" : "were") + " never confirmed by both systems";
      default ->
          Arrays.stream(DeviceFinding.values())
              .filter(finding -> finding.name().equals(code))
              .findFirst()
              .map(finding -> finding.words(devices))
              .orElse((one ? "was" : "were") + " left out: " + code);
    };
  }

  private List<Event> timeline(
      RolloutView rollout,
      List<WaveView> waves,
      List<DecisionView> decisions,
      List<QuarantineView> quarantines) {
    List<Event> events = new ArrayList<>();
    add(events, rollout.createdAt(), rollout.createdBy(), "Asked for it");
    int production = waves.size() - 1;
    for (WaveView wave : waves) {
      String name = Words.wave(wave.no(), production);
      add(events, wave.startedAt(), null, name + " began");
      add(events, wave.passedAt(), null, name + " passed");
      if (wave.state() == WaveState.ROLLED_BACK && wave.startedAt() != null) {
        add(events, wave.endedAt(), null, name + " is put back");
      }
      if (wave.guard() != null) {
        add(events, wave.guard().regressedAt(), null, name + " had passed and regressed");
      }
    }
    for (DecisionView d : decisions) {
      String stage = d.stage().toLowerCase(Locale.ROOT).replace('_', ' ');
      add(
          events,
          d.at(),
          d.actor(),
          "%s (%s%s)%s"
              .formatted(
                  capital(d.words()),
                  stage,
                  d.wave() > 0 ? ", wave " + d.wave() : "",
                  d.comment() == null ? "" : ": " + d.comment()));
    }
    for (QuarantineView q : quarantines) {
      add(events, q.since(), null, q.title() + " put in quarantine");
      add(events, q.releasedAt(), q.releasedBy(), q.title() + " released from quarantine");
    }
    jdbc.sql(TOLD)
        .param("id", rollout.id())
        .query(
            (rs, row) ->
                new Event(Sql.instant(rs, "at"), rs.getString("actor"), rs.getString("details")))
        .list()
        .forEach(events::add);
    add(events, rollout.endedAt(), null, "Ended: " + rollout.stage());
    events.sort(Comparator.comparing(Event::at));
    return events;
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static void add(List<Event> events, Instant at, String who, String what) {
    if (at != null) {
      events.add(new Event(at, who == null ? "handover" : who, what));
    }
  }
}

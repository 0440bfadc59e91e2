package dev.handover.health;

import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * All signals that a plan may name: those of {@link Signals}, and those that administrators have
 * defined, whose readings are pushed.
 */
@Repository
public class SignalRegistry {

  private final JdbcClient jdbc;

  public SignalRegistry(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What became of a change. */
  public enum Outcome {
    CREATED,
    CHANGED,
    /** It was so already. */
    UNCHANGED,
    REMOVED,
    /** There is no such signal of an administrator's. */
    UNKNOWN,
    /** Handover reads this signal by itself. */
    BUILT_IN,
    /** Rollouts are judged by it. */
    IN_USE
  }

  /**
   * @param rollouts those that stand in the way, by id
   */
  public record Change(Outcome outcome, List<String> rollouts) {

    public Change {
      rollouts = List.copyOf(rollouts);
    }
  }

  /** Built-in ones first, then those of administrators by name. */
  public List<Signal> all() {
    List<Signal> all = new ArrayList<>(Signals.all());
    all.addAll(custom());
    return all;
  }

  /** The signals that tell of a workload, in the same order. */
  public List<Signal> of(Workload workload) {
    return all().stream().filter(s -> s.workloads().contains(workload)).toList();
  }

  public Set<String> names() {
    return all().stream().map(Signal::name).collect(Collectors.toCollection(TreeSet::new));
  }

  public Optional<Signal> byName(String name) {
    Optional<Signal> builtIn = Signals.byName(name);
    return builtIn.isPresent() ? builtIn : custom(name, "");
  }

  /** How a sentence goes on after a number of devices: "non-compliant", "without a VPN". */
  public String title(String name) {
    return byName(name).map(Signal::title).orElse("unhealthy by " + name);
  }

  /** The title at the head of a line or a row: "Non-compliant". */
  public String heading(String name) {
    return Signal.heading(title(name));
  }

  /** Those that administrators have defined, by name. */
  public List<Signal> custom() {
    return jdbc.sql("select * from custom_signal order by name").query(SignalRegistry::map).list();
  }

  /**
   * Keeps signals as they are until the transaction ends.
   *
   * @return those of administrators among them, in no order; built-in ones never change
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public List<Signal> hold(Collection<String> names) {
    return names.isEmpty()
        ? List.of()
        : jdbc.sql("select * from custom_signal where name in (:names) order by name for update")
            .param("names", names)
            .query(SignalRegistry::map)
            .list();
  }

  /**
   * Defines a signal, or changes it. Where its meaning changes, its readings so far are forgotten,
   * for they were judged by the old one; a signal by which an unfinished rollout is judged keeps
   * its meaning.
   *
   * @throws org.springframework.dao.DuplicateKeyException if somebody else defines it at this
   *     moment
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public Change define(Signal signal) {
    if (Signals.byName(signal.name()).isPresent()) {
      return new Change(Outcome.BUILT_IN, List.of());
    }
    Optional<Signal> before = custom(signal.name(), " for update");
    if (before.isEmpty()) {
      write(
          """
          insert into custom_signal (name, title, unit, bad, threshold, workloads, expected,
            limit_share)
          values (:name, :title, :unit, :bad, :threshold, :workloads, :expected, :limit)""",
          signal);
      return new Change(Outcome.CREATED, List.of());
    }
    if (before.get().equals(signal)) {
      return new Change(Outcome.UNCHANGED, List.of());
    }
    if (!sameMeaning(before.get(), signal)) {
      List<String> rollouts = judgedBy(signal.name(), " and r.ended_at is null");
      if (!rollouts.isEmpty()) {
        return new Change(Outcome.IN_USE, rollouts);
      }
      forgetReadings(signal.name());
    }
    write(
        """
        update custom_signal set title = :title, unit = :unit, bad = :bad, threshold = :threshold,
          workloads = :workloads, expected = :expected, limit_share = :limit
        where name = :name""",
        signal);
    return new Change(Outcome.CHANGED, List.of());
  }

  /** Removes a signal and its readings, unless a rollout, ended or not, was ever judged by it. */
  @Transactional(propagation = Propagation.MANDATORY)
  public Change remove(String name) {
    if (Signals.byName(name).isPresent()) {
      return new Change(Outcome.BUILT_IN, List.of());
    }
    if (custom(name, " for update").isEmpty()) {
      return new Change(Outcome.UNKNOWN, List.of());
    }
    List<String> rollouts = judgedBy(name, "");
    if (!rollouts.isEmpty()) {
      return new Change(Outcome.IN_USE, rollouts);
    }
    forgetReadings(name);
    jdbc.sql("delete from custom_signal where name = :name").param("name", name).update();
    return new Change(Outcome.REMOVED, List.of());
  }

  private Optional<Signal> custom(String name, String lock) {
    return jdbc.sql("select * from custom_signal where name = :name" + lock)
        .param("name", name)
        .query(SignalRegistry::map)
        .optional();
  }

  /** Whether both hold the same readings possible, and the same of them unhealthy. */
  static boolean sameMeaning(Signal a, Signal b) {
    return a.unit() == b.unit() && a.bad() == b.bad() && a.threshold() == b.threshold();
  }

  private List<String> judgedBy(String name, String which) {
    return jdbc.sql(
            """
            select r.id from gate_metric g join rollout r on r.id = g.rollout_id
            where g.metric = :name%s order by r.id"""
                .formatted(which))
        .param("name", name)
        .query(String.class)
        .list();
  }

  private void forgetReadings(String name) {
    for (String table : List.of("observation", "rejected_observation")) {
      jdbc.sql("delete from %s where metric = :name".formatted(table)).param("name", name).update();
    }
  }

  private void write(String sql, Signal signal) {
    jdbc.sql(sql)
        .param("name", signal.name())
        .param("title", signal.title())
        .param("unit", signal.unit().name())
        .param("bad", signal.bad().name())
        .param("threshold", signal.threshold())
        .param("workloads", signal.workloads().stream().mapToInt(Workload::bit).sum())
        .param("expected", signal.expected())
        .param("limit", signal.limit())
        .update();
  }

  private static Signal map(ResultSet rs, int row) throws SQLException {
    return new Signal(
        Objects.requireNonNull(rs.getString("name")),
        rs.getString("title"),
        Signal.Source.PUSHED,
        Signal.Unit.valueOf(rs.getString("unit")),
        Signal.Bad.valueOf(rs.getString("bad")),
        rs.getDouble("threshold"),
        CapabilityMask.fromBits(rs.getInt("workloads")),
        rs.getDouble("expected"),
        rs.getDouble("limit_share"));
  }
}

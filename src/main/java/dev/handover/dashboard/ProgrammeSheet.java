package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.device.DeviceCount;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.Plan;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Problem;
import dev.handover.plan.Programme;
import dev.handover.plan.Programme.Entry;
import dev.handover.programme.ProgrammeCheck;
import dev.handover.programme.ProgrammeCheck.RolloutCheck;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.PlanCheck;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What would come of a programme, for people.
 *
 * @param verdict whether it can start, and what it would do, in a sentence
 * @param blocking what stands in the way of it as a whole, {@code warnings} what to weigh
 * @param rows one per rollout, in the order of the text
 */
public record ProgrammeSheet(
    boolean ready, String verdict, List<PlanSheet.Line> blocking, List<Row> rows) {

  /**
   * One rollout.
   *
   * @param begins when it does, in a few words
   * @param sizes its pilot and its waves, in a sentence; null where nobody would move
   * @param chance that the pilot decides, in a sentence; null where no such thing can be told
   */
  public record Row(
      String title,
      String begins,
      int matched,
      int population,
      String sizes,
      String chance,
      List<PlanSheet.Proof> proofs,
      List<PlanSheet.Out> leftOut,
      List<PlanSheet.Line> blocking,
      List<PlanSheet.Line> warnings) {}

  /** Whether there is anything to weigh. */
  public List<PlanSheet.Line> warnings() {
    return rows.stream().flatMap(row -> row.warnings().stream()).toList();
  }

  static ProgrammeSheet of(Programme programme, ProgrammeCheck check, SignalRegistry signals) {
    Map<Workload, Entry> entries =
        programme.rollouts().stream().collect(Collectors.toMap(Entry::workload, e -> e));
    List<Row> rows =
        check.rollouts().stream().map(r -> row(entries.get(r.workload()), r, signals)).toList();
    List<PlanSheet.Line> blocking = check.findings().stream().map(PlanSheet::line).toList();
    int things = blocking.size() + rows.stream().mapToInt(r -> r.blocking().size()).sum();
    return new ProgrammeSheet(
        check.ready(), check.ready() ? verdict(check) : PlanSheet.blocked(things), blocking, rows);
  }

  private static String verdict(ProgrammeCheck check) {
    List<String> first =
        check.rollouts().stream()
            .filter(r -> r.after().isEmpty())
            .map(r -> r.workload().title())
            .toList();
    int most = check.rollouts().stream().mapToInt(r -> r.check().population()).max().orElse(0);
    return "It can start. It would move %s, each of up to %s. %s %s as soon as it has started."
        .formatted(
            DeviceCount.of(check.rollouts().size(), "workload", "workloads"),
            devices(most),
            String.join(" and ", first),
            first.size() == 1 ? "begins" : "begin");
  }

  private static Row row(Entry entry, RolloutCheck rollout, SignalRegistry signals) {
    PlanCheck check = rollout.check();
    Set<String> out =
        check.leftOut().stream().map(PlanCheck.LeftOut::code).collect(Collectors.toSet());
    return new Row(
        rollout.workload().title(),
        rollout.after().isEmpty()
            ? "Begins first"
            : "After "
                + rollout.after().stream().map(Workload::title).collect(Collectors.joining(", ")),
        check.matched(),
        check.population(),
        sizes(check),
        chance(entry.plan(), check),
        PlanSheet.proofs(entry.plan(), check, signals),
        check.leftOut().stream().map(PlanSheet::out).toList(),
        lines(entry, check, Severity.BLOCKING, Set.of()),
        lines(entry, check, Severity.WARNING, out));
  }

  private static String sizes(PlanCheck check) {
    List<PlanCheck.WaveSize> waves = check.waves();
    return waves.isEmpty()
        ? null
        : "A pilot of %s, then %s."
            .formatted(
                number(waves.get(0).size()), DeviceCount.of(waves.size() - 1L, "wave", "waves"));
  }

  /** By the metric that tells least of those that judge. */
  private static String chance(Plan plan, PlanCheck check) {
    Set<String> judging =
        plan.gate().metrics().stream()
            .filter(metric -> !metric.advisory())
            .map(metric -> metric.name())
            .collect(Collectors.toSet());
    return check.power().stream()
        .filter(power -> judging.contains(power.metric()))
        .map(PlanCheck.Power::chanceUndecided)
        .max(Double::compare)
        .map(
            most ->
                "While all is as is normal, the pilot ends undecided with a chance of %s."
                    .formatted(PlanSheet.percent(most)))
        .orElse(null);
  }

  private static List<PlanSheet.Line> lines(
      Entry entry, PlanCheck check, Severity severity, Set<String> told) {
    return PlanSheet.lines(check, severity, told).stream().map(line -> line(entry, line)).toList();
  }

  /** What a rollout says by itself has no field here. */
  private static PlanSheet.Line line(Entry entry, PlanSheet.Line line) {
    String field = line.field();
    boolean here =
        field != null
            && !field.startsWith(PlanForm.METRICS)
            && !field.equals("workload")
            && entry.place(new Problem(field, "")).path().equals(field);
    return new PlanSheet.Line(
        line.sentence(), here ? field : null, line.rollout(), null, line.finding());
  }
}

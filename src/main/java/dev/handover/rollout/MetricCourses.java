package dev.handover.rollout;

import dev.handover.health.EvidenceLog;
import dev.handover.health.Gate;
import dev.handover.health.GateRules;
import dev.handover.health.Interval;
import dev.handover.health.Judgement.MetricJudgement;
import dev.handover.health.Look;
import dev.handover.health.SignalRegistry;
import dev.handover.health.WaveKey;
import dev.handover.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How the evidence of a wave came in, metric by metric, as the gate looked at it. */
@Service
public class MetricCourses {

  /** More looks than that are thinned out: the course shows, and the page stays light. */
  static final int MOST = 40;

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans readPlans;
  private final SignalRegistry signals;
  private final EvidenceLog looks;

  MetricCourses(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans readPlans,
      SignalRegistry signals,
      EvidenceLog looks) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.readPlans = readPlans;
    this.signals = signals;
    this.looks = looks;
  }

  /**
   * @return in the order of the plan; empty where the gate has not looked at the wave, or that is
   *     no longer kept
   * @throws Refused if there is no such rollout
   */
  @Transactional(readOnly = true)
  public List<MetricCourse> of(String rolloutId, int no) {
    List<Look> seen = looks.some(new WaveKey(rolloutId, no), MOST);
    Optional<WaveRow> wave =
        waves.all(rolloutId).stream()
            .filter(w -> w.no() == no && w.startedAt() != null)
            .findFirst();
    if (seen.isEmpty() || wave.isEmpty()) {
      return List.of();
    }
    Plan plan = readPlans.of(rollouts.get(rolloutId));
    GateRules rules = Judge.rules(plan, wave.get(), signals);
    List<List<MetricJudgement>> judged =
        seen.stream().map(l -> Gate.judge(rules, l.evidence(), l.at()).metrics()).toList();
    return IntStream.range(0, judged.get(0).size())
        .mapToObj(i -> course(judged.stream().map(metrics -> metrics.get(i)).toList(), seen))
        .toList();
  }

  private static MetricCourse course(List<MetricJudgement> judged, List<Look> seen) {
    MetricJudgement last = judged.get(judged.size() - 1);
    return new MetricCourse(
        last.name(),
        last.expected(),
        last.limit(),
        last.lower(),
        last.upper(),
        last.change() != null && last.change().unable() == null,
        IntStream.range(0, judged.size())
            .mapToObj(i -> point(judged.get(i), seen.get(i)))
            .toList());
  }

  private static MetricCourse.Point point(MetricJudgement m, Look look) {
    Interval interval = m.interval();
    return new MetricCourse.Point(
        look.at(),
        m.judged(),
        m.unhealthy(),
        m.rate(),
        interval.lower(),
        interval.upper(),
        m.llr());
  }
}

package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceCount;
import dev.handover.health.ChangeTest;
import dev.handover.health.Percent;
import dev.handover.health.PilotPower;
import dev.handover.health.SequentialTest;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a plan's pilot can prove, and when; said in findings where it is not enough. */
record PilotPlanner(JdbcClient jdbc, Instant now) {

  /** Ending undecided oftener than this is worth a warning. */
  static final double OFTEN_UNDECIDED = .1;

  /** What the pilot can prove by each metric, in the order of the plan. */
  record Proof(List<PlanCheck.Power> power, List<PlanCheck.Compared> compared) {

    /** Of a pilot of nobody. */
    static final Proof NONE = new Proof(List.of(), List.of());
  }

  Proof proof(Plan plan, Selection selection, List<Finding> findings) {
    Double days = days(plan, selection, findings);
    Map<String, Integer> control = new ControlForecast(jdbc, now).devices(plan, selection);
    Proof proof = new Proof(new ArrayList<>(), new ArrayList<>());
    for (MetricPolicy metric : plan.gate().metrics()) {
      if (control.containsKey(metric.name())) {
        PlanCheck.Compared compared = compared(plan, metric, control.get(metric.name()));
        proof.compared().add(compared);
        findings.add(told(plan.pilot().size(), metric, compared));
        continue;
      }
      if (metric.change() != null) {
        findings.add(uncompared(metric));
      }
      SequentialTest test = test(metric);
      PilotPower power = PilotPower.of(test, plan.pilot().size());
      proof.power().add(row(metric, power, days));
      if (!metric.advisory()) {
        tooSmall(plan.pilot().size(), metric, test, power).ifPresent(findings::add);
      }
    }
    return proof;
  }

  private static PlanCheck.Compared compared(Plan plan, MetricPolicy metric, int control) {
    return new PlanCheck.Compared(
        metric.name(),
        control,
        metric.change().margin(),
        changeTest(metric).narrowest(plan.pilot().size(), control));
  }

  private Finding told(int size, MetricPolicy metric, PlanCheck.Compared compared) {
    String margin = Percent.of(compared.margin());
    return compared.canPass() || metric.advisory()
        ? Finding.info(
            "COMPARED",
            "The share of devices %s is compared with that of about %s; so many can prove that it rises by less than %s more, and the margin is %s. Where nobody is left to compare with, as in a last wave that takes all, its absolute limit of %s judges."
                .formatted(
                    title(metric),
                    DeviceCount.of(
                        compared.control(),
                        "device like the pilot's that stays with Configuration Manager",
                        "devices like the pilot's that stay with Configuration Manager"),
                    Percent.of(compared.provable()),
                    margin,
                    Percent.of(metric.limit())),
            compared.control())
        : Finding.warning(
            "PILOT_CANNOT_PASS",
            "%s, compared with about %s, cannot prove that the share of devices %s rises by less than %s more, and a person has to decide: it takes %s of each, every one healthy. %s (gate.metrics)."
                .formatted(
                    devices(size),
                    DeviceCount.of(
                        compared.control(),
                        "like them that stays with Configuration Manager, is in no other rollout and has reported lately",
                        "like them that stay with Configuration Manager, are in no other rollout and have reported lately"),
                    title(metric),
                    margin,
                    devices(fewestToPass(metric)),
                    advice(size, metric, compared)),
            size);
  }

  /** A larger pilot leaves fewer to compare it with; the best that there is takes half of them. */
  private static String advice(int size, MetricPolicy metric, PlanCheck.Compared compared) {
    int half = (size + compared.control()) / 2;
    if (compared.control() >= size) {
      return "Take more";
    }
    return changeTest(metric).narrowest(half, half) < compared.margin()
        ? "Take fewer, so that as many stay"
        : "No pilot of these can, for what it takes is missing in the group; judge by the limit alone, or wait until others have ended";
  }

  private Finding uncompared(MetricPolicy metric) {
    return Finding.warning(
        "UNCOMPARED",
        "No device like the pilot's stays with Configuration Manager, is in no other rollout and has reported lately, so the share of devices %s would be judged by its absolute limit of %s."
            .formatted(title(metric), Percent.of(metric.limit())),
        0);
  }

  /** The fewest devices that can pass by this metric at all. */
  static int fewestToPass(MetricPolicy metric) {
    return metric.change() == null
        ? test(metric).fewestToPass()
        : changeTest(metric).fewestToPass();
  }

  private static ChangeTest changeTest(MetricPolicy metric) {
    return new ChangeTest(metric.change().margin(), metric.change().confidence());
  }

  /**
   * The fewest devices that are decided nine times in ten while all is as expected; those that can
   * pass at all where the metric is compared, for its chances hang on the control group, or where
   * no pilot is.
   */
  static int fewestToDecide(MetricPolicy metric) {
    return metric.change() != null
        ? fewestToPass(metric)
        : PilotPower.smallest(test(metric), OFTEN_UNDECIDED).orElseGet(() -> fewestToPass(metric));
  }

  /**
   * What a pilot of this size can prove.
   *
   * @param days null where nothing is said of the time
   */
  static PlanCheck.Power power(MetricPolicy metric, int size, Double days) {
    return row(metric, PilotPower.of(test(metric), size), days);
  }

  static SequentialTest test(MetricPolicy metric) {
    return new SequentialTest(metric.expected(), metric.limit(), metric.alpha(), metric.beta());
  }

  private static PlanCheck.Power row(MetricPolicy metric, PilotPower power, Double days) {
    return new PlanCheck.Power(
        metric.name(),
        power.fewest(),
        power.expected(),
        power.atExpected().pass(),
        power.atExpected().undecided(),
        power.atExpected().stop(),
        power.atLimit().pass(),
        days);
  }

  private Optional<Finding> tooSmall(
      int size, MetricPolicy metric, SequentialTest test, PilotPower power) {
    if (size < power.fewest()) {
      return Optional.of(
          Finding.warning(
              "PILOT_CANNOT_PASS",
              "%s cannot prove that the share of devices %s stays below %s: it takes %s at least, every one healthy. %s"
                  .formatted(
                      devices(size),
                      title(metric),
                      Percent.of(metric.limit()),
                      number(power.fewest()),
                      advice(test, metric)),
              size));
    }
    if (power.atExpected().undecided() > OFTEN_UNDECIDED) {
      return Optional.of(
          Finding.warning(
              "PILOT_MAY_END_UNDECIDED",
              "With %s and the normal %s of them %s, the pilot ends undecided with a chance of %s. %s"
                  .formatted(
                      devices(size),
                      Percent.of(metric.expected()),
                      title(metric),
                      Percent.of(power.atExpected().undecided()),
                      advice(test, metric)),
              size));
    }
    return Optional.empty();
  }

  private static String advice(SequentialTest test, MetricPolicy metric) {
    OptionalInt enough = PilotPower.smallest(test, OFTEN_UNDECIDED);
    return enough.isPresent()
        ? "Take %,d, with which it is decided nine times in ten; otherwise a person may have to decide."
            .formatted(enough.getAsInt())
        : "No pilot tells %s from %s; set them further apart."
            .formatted(Percent.of(metric.expected()), Percent.of(metric.limit()));
  }

  private Double days(Plan plan, Selection selection, List<Finding> findings) {
    PilotTime time =
        PilotTime.of(
                jdbc,
                "(select s.id from %s s where s.reason is null)".formatted(selection.table()),
                Map.of(),
                plan.gate().minCoverage(),
                plan.soak().pilot(),
                now)
            .orElse(null);
    if (time == null) {
      return null;
    }
    Duration deadline = plan.gate().deadlineAfter(plan.soak().pilot());
    String basis = "Of the devices that would move, " + time.basis();
    if (time.covered().compareTo(deadline) > 0) {
      findings.add(
          Finding.warning(
              "DEADLINE_BEFORE_COVERAGE",
              "%s. So many of the pilot are needed, and will hardly have reported by the deadline after %s (gate.deadline)."
                  .formatted(basis, PilotTime.inDays(deadline)),
              0));
    } else {
      findings.add(Finding.info("PILOT_TIME", basis + "; " + time.consequence(), 0));
    }
    return time.days();
  }

  private String title(MetricPolicy metric) {
    return new SignalRegistry(jdbc).title(metric.name());
  }
}

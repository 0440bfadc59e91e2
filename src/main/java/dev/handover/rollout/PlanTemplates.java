package dev.handover.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.DraftRules;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.OnVerdict;
import dev.handover.plan.Plan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Plans;
import dev.handover.plan.Rates;
import dev.handover.plan.Stratum;
import dev.handover.plan.Waves;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Plans to begin with, one for each workload, made of what is usual; and what follows by itself
 * when somebody changes one.
 */
@Component
public class PlanTemplates implements DraftRules {

  /** Of a small fleet no more than one in so many is risked first. */
  private static final int LARGEST_PILOT = 5;

  private static final List<String> UNTOLD =
      List.of(
          "pilot.coverAbove",
          "gate.minCoverage",
          "gate.maxAge",
          "gate.silent",
          "schedule",
          "approvals.remindAfter",
          "approvals.escalateAfter",
          "approvals.within",
          "impact",
          "shadow");
  private static final double MARGIN = .01;
  private static final List<Double> SHARES = List.of(.05, .2, .5, 1.);
  private static final Pattern METRIC = Pattern.compile("(gate\\.metrics\\[\\d+])\\.(name|kind)");

  private final Plans plans;
  private final SignalRegistry signals;

  public PlanTemplates(Plans plans, SignalRegistry signals) {
    this.plans = plans;
    this.signals = signals;
  }

  @Override
  public PlanForm form(PlanDraft draft) {
    return new PlanForm(draft);
  }

  @Override
  public void parse(String text) {
    plans.parse(text);
  }

  /**
   * The template of a workload, a plan that can be started as it is.
   *
   * @param devices how many there may be to move; 0 where that is not known
   */
  public PlanDraft of(Workload workload, int devices) {
    PlanDraft draft = PlanDraft.empty();
    draft.put("title", title(workload));
    draft.put("workload", workload.slug());
    draft.put("population", "managementState==CO_MANAGED");
    put(draft, "pilot.size", 1);
    Arrays.stream(Stratum.values())
        .forEach(s -> draft.add("pilot.stratifyBy", JsonNodeFactory.instance.textNode(s.key())));
    draft.add("waves", share(1));
    draft.put("soak.pilot", "P3D");
    draft.put("soak.wave", "P1D");
    draft.put("soak.production", "P7D");
    metrics(draft, workload);
    draft.put("gate.onFail", OnVerdict.ROLLBACK.key());
    draft.put("gate.onHold", OnVerdict.ASK.key());
    put(draft, "approvals.start", 0);
    put(draft, "approvals.expansion", 1);
    put(draft, "approvals.wave", 0);
    fit(draft, devices);
    return draft;
  }

  private static String title(Workload workload) {
    return workload.title() + " to Intune";
  }

  private void metrics(PlanDraft draft, Workload workload) {
    UsualMetrics.of(workload)
        .forEach((name, rates) -> draft.add(PlanForm.METRICS, PlanForm.metric(name, rates)));
  }

  /**
   * Makes the pilot of a plan large enough to be decided nine times in ten by each metric that
   * judges, as far as a fifth of the devices is enough for that, and its waves such that each goes
   * well beyond what moved before.
   *
   * @param devices that would move; 0 where that is not known
   * @return whether it is another plan now; not for what is none
   */
  @Override
  public boolean fit(PlanDraft draft, int devices) {
    Plan plan;
    try {
      plan = plans.parse(draft.yaml());
    } catch (InvalidPlan e) {
      return false;
    }
    size(draft, List.of(plan), devices);
    return !plans.parse(draft.yaml()).equals(plan);
  }

  /**
   * Writes one pilot and one set of waves for several plans, as {@link #fit} does for one.
   *
   * @param devices that the plan with the fewest would move; 0 where that is not known
   */
  public static void size(PlanDraft draft, List<Plan> plans, int devices) {
    int enough =
        plans.stream()
            .flatMap(plan -> plan.gate().metrics().stream())
            .filter(metric -> !metric.advisory())
            .mapToInt(PilotPlanner::fewestToDecide)
            .max()
            .orElse(1);
    int size = (enough + 9) / 10 * 10;
    if (devices > 0) {
      size = Math.min(size, Math.max(1, devices / LARGEST_PILOT));
    }
    put(draft, "pilot.size", size);
    draft.put("waves", MissingNode.getInstance());
    for (double share : SHARES) {
      if (devices == 0 || share == 1 || Waves.devices(share, devices) >= 1.5 * size) {
        draft.add("waves", share(share));
      }
    }
  }

  /**
   * Another plan like this one: called a copy, without the start if that is over, without a reason
   * for two rollouts at once, and as a person would have written it.
   *
   * @param json in its canonical form
   */
  public PlanDraft copy(String json, Instant now) {
    PlanDraft draft = PlanDraft.read(json);
    String title = draft.text("title");
    draft.put("title", title.substring(0, Math.min(title.length(), 190)) + " (copy)");
    // What was a reason then need not be one now.
    draft.put("overlapReason", MissingNode.getInstance());
    try {
      tidy(draft, plans.parse(draft.yaml()), now);
    } catch (InvalidPlan e) {
      // Such as a signal that is no more: whoever copies it is told.
    }
    return draft;
  }

  private void tidy(PlanDraft draft, Plan copied, Instant now) {
    Plan plan = copied;
    Instant start = plan.schedule().start();
    if (start != null && !start.isAfter(now)) {
      draft.put("schedule.start", MissingNode.getInstance());
      plan = plans.parse(draft.yaml());
    }
    new PlanForm(draft).tidy();
    for (String place : untold(draft)) {
      PlanDraft without = PlanDraft.read(draft.yaml());
      without.put(place, MissingNode.getInstance());
      if (plans.parse(without.yaml()).equals(plan)) {
        draft.put(place, MissingNode.getInstance());
      }
    }
  }

  /** What people leave out where it says no more than holds anyway. */
  private static List<String> untold(PlanDraft draft) {
    List<String> places = new ArrayList<>(UNTOLD);
    for (int i = 0; i < new PlanForm(draft).metrics(); i++) {
      for (String key : List.of("kind", "confidence", "alpha", "beta")) {
        places.add("%s[%d].%s".formatted(PlanForm.METRICS, i, key));
      }
    }
    return places;
  }

  /**
   * Changes what follows from what somebody has changed: another workload is judged by other
   * metrics, another metric has other usual rates.
   *
   * @param changed places
   */
  @Override
  public void follow(PlanDraft draft, List<String> changed) {
    if (changed.contains("workload")) {
      workload(draft);
    }
    for (String place : changed) {
      Matcher metric = METRIC.matcher(place);
      if (metric.matches() && metric.group(2).equals("name")) {
        rates(draft, metric.group(1));
      } else if (metric.matches()) {
        kind(draft, metric.group(1));
      }
    }
  }

  private void workload(PlanDraft draft) {
    Workload workload =
        Stream.of(Workload.values())
            .filter(w -> w.slug().equals(draft.text("workload")))
            .findFirst()
            .orElse(null);
    if (workload == null) {
      return;
    }
    String before = draft.text("title");
    if (Stream.of(Workload.values()).anyMatch(w -> title(w).equals(before))) {
      draft.put("title", title(workload));
    }
    draft.put(PlanForm.METRICS, MissingNode.getInstance());
    metrics(draft, workload);
    if (workload != Workload.COMPLIANCE_POLICIES) {
      draft.put("impact", MissingNode.getInstance());
    }
  }

  private void rates(PlanDraft draft, String metric) {
    signals
        .byName(draft.text(metric + ".name"))
        .map(s -> PlanForm.metric(s.name(), new Rates(s.expected(), s.limit())))
        .ifPresent(
            usual -> {
              draft.put(metric + ".expected", usual.path("expected"));
              draft.put(metric + ".limit", usual.path("limit"));
            });
  }

  /** A comparison has a margin, and nothing else has. */
  private static void kind(PlanDraft draft, String metric) {
    boolean change = draft.text(metric + ".kind").equals("change");
    JsonNode margin = draft.at(metric + ".margin");
    draft.put(
        metric + ".margin",
        !change ? MissingNode.getInstance() : margin.isMissingNode() ? share(MARGIN) : margin);
    if (!change) {
      draft.put(metric + ".confidence", MissingNode.getInstance());
    }
  }

  /** A metric to begin with: the first that tells of the workload and is not there yet. */
  @Override
  public void addMetric(PlanDraft draft) {
    List<String> there = draft.at(PlanForm.METRICS).findValuesAsText("name");
    signals.all().stream()
        .filter(s -> s.workloads().stream().anyMatch(w -> w.slug().equals(draft.text("workload"))))
        .filter(s -> !there.contains(s.name()))
        .findFirst()
        .map(s -> PlanForm.metric(s.name(), new Rates(s.expected(), s.limit())))
        .ifPresent(metric -> draft.add(PlanForm.METRICS, metric));
  }

  private static JsonNode share(double share) {
    return PlanForm.share(share);
  }

  private static void put(PlanDraft draft, String place, int number) {
    draft.put(place, JsonNodeFactory.instance.numberNode(number));
  }
}

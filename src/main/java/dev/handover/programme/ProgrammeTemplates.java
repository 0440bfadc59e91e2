package dev.handover.programme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.handover.plan.DraftRules;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Problem;
import dev.handover.plan.Programme;
import dev.handover.plan.Programme.Entry;
import dev.handover.plan.ProgrammeForm;
import dev.handover.plan.Programmes;
import dev.handover.rollout.PlanTemplates;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Programmes to begin with, made of the templates of their workloads. */
@Component
public class ProgrammeTemplates implements DraftRules {

  private final Programmes programmes;
  private final PlanTemplates templates;

  public ProgrammeTemplates(Programmes programmes, PlanTemplates templates) {
    this.programmes = programmes;
    this.templates = templates;
  }

  @Override
  public ProgrammeForm form(PlanDraft draft) {
    return new ProgrammeForm(draft);
  }

  @Override
  public void parse(String text) {
    programmes.parse(text);
  }

  /** None: what is judged differs by workload, and has no fields. */
  @Override
  public void addMetric(PlanDraft draft) {}

  /**
   * A programme of these workloads that can be started as it is.
   *
   * @param devices how many the workload with the fewest has to move; 0 where that is not known
   */
  public PlanDraft of(List<Workload> workloads, int devices) {
    PlanDraft draft = templates.of(Workload.COMPLIANCE_POLICIES, devices);
    draft.put("title", "Co-management to Intune");
    draft.put("workload", MissingNode.getInstance());
    draft.put(PlanForm.METRICS, MissingNode.getInstance());
    draft.put(ProgrammeForm.ON_FAILURE, Programme.OnFailure.STOP.key());
    String slugs = workloads.stream().map(Workload::slug).collect(Collectors.joining(", "));
    follow(
        draft,
        new ProgrammeForm(PlanDraft.empty())
            .changes(Map.of(ProgrammeForm.WORKLOADS, slugs), draft));
    fit(draft, devices);
    return draft;
  }

  /** A rollout that says its workload only, and has just been asked for, is judged as is usual. */
  @Override
  public void follow(PlanDraft draft, List<String> changed) {
    JsonNode rollouts = draft.at("rollouts");
    for (int i = 0; changed.contains(ProgrammeForm.WORKLOADS) && i < rollouts.size(); i++) {
      String place = "rollouts[%d]".formatted(i);
      String slug = draft.text(place + ".workload");
      if (rollouts.get(i).size() == 1 && draft.at(PlanForm.METRICS).isMissingNode()) {
        Stream.of(Workload.values())
            .filter(w -> w.slug().equals(slug))
            .forEach(
                w ->
                    draft.put(
                        place + "." + PlanForm.METRICS, templates.of(w, 0).at(PlanForm.METRICS)));
      }
    }
  }

  /**
   * Makes the pilot and the waves that the rollouts have in common right for all of them, as {@link
   * PlanTemplates#fit} does for one plan; a rollout that says its own keeps them.
   *
   * @param devices that the rollout with the fewest would move; 0 where that is not known
   * @return whether it is another programme now; not for what is none
   */
  @Override
  public boolean fit(PlanDraft draft, int devices) {
    List<Plan> before;
    try {
      Programme programme = programmes.parse(draft.yaml());
      before = plans(programme);
      List<Plan> sized =
          programme.rollouts().stream()
              .filter(e -> !ofItsOwn(e, "pilot.size"))
              .map(Entry::plan)
              .toList();
      if (sized.isEmpty()) {
        return false;
      }
      PlanTemplates.size(draft, sized, devices);
    } catch (InvalidPlan e) {
      return false;
    }
    return !plans(programmes.parse(draft.yaml())).equals(before);
  }

  private static List<Plan> plans(Programme programme) {
    return programme.rollouts().stream().map(Entry::plan).toList();
  }

  /** Whether a rollout says this itself. */
  private static boolean ofItsOwn(Entry entry, String place) {
    return !entry.place(new Problem(place, "")).path().equals(place);
  }
}

package dev.handover.dashboard;

import dev.handover.plan.InvalidPlan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Plans;
import dev.handover.plan.ProgrammeForm;
import dev.handover.plan.Programmes;
import dev.handover.programme.ProgrammeTemplates;
import dev.handover.rollout.PlanTemplates;
import java.util.List;

/** What is written on a form and as text: a plan, or a programme of several. */
interface Draftable {

  PlanForm form(PlanDraft draft);

  /**
   * @throws InvalidPlan if the text is none
   */
  void parse(String text);

  /** See {@link PlanTemplates#follow}. */
  void follow(PlanDraft draft, List<String> changed);

  void addMetric(PlanDraft draft);

  /** See {@link PlanTemplates#fit}. */
  boolean fit(PlanDraft draft, int devices);

  /** A plan. */
  record OfOne(Plans plans, PlanTemplates templates) implements Draftable {

    @Override
    public PlanForm form(PlanDraft draft) {
      return new PlanForm(draft);
    }

    @Override
    public void parse(String text) {
      plans.parse(text);
    }

    @Override
    public void follow(PlanDraft draft, List<String> changed) {
      templates.follow(draft, changed);
    }

    @Override
    public void addMetric(PlanDraft draft) {
      templates.addMetric(draft);
    }

    @Override
    public boolean fit(PlanDraft draft, int devices) {
      return templates.fit(draft, devices);
    }
  }

  /** A programme. */
  record OfSeveral(Programmes programmes, ProgrammeTemplates templates) implements Draftable {

    @Override
    public ProgrammeForm form(PlanDraft draft) {
      return new ProgrammeForm(draft);
    }

    @Override
    public void parse(String text) {
      programmes.parse(text);
    }

    @Override
    public void follow(PlanDraft draft, List<String> changed) {
      templates.follow(draft, changed);
    }

    /** What is judged differs by workload, and has no fields. */
    @Override
    public void addMetric(PlanDraft draft) {}

    @Override
    public boolean fit(PlanDraft draft, int devices) {
      return templates.fit(draft, devices);
    }
  }
}

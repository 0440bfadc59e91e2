package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.authority.DeviceFinding;
import dev.handover.authority.DeviceFindings;
import dev.handover.device.DeviceCount;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.Approvals;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.OnVerdict;
import dev.handover.plan.Plan;
import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.Finding;
import dev.handover.rollout.PilotSample;
import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.PlanPreview;
import dev.handover.rollout.RolloutPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What would come of a plan, for people.
 *
 * @param verdict whether it can start, and what it would do, in a sentence
 * @param blocking what stands in the way
 * @param warnings what to weigh, {@code notes} what to know
 * @param leftOut who may not move, and why
 * @param sliderStays why the slider stays at Pilot Intune in the end; null where it does not
 * @param waves when each moves at the earliest; no moment where that cannot be told
 * @param sample null where there is nobody to draw a pilot from
 * @param proofs what the pilot can prove, by metric
 * @param impact null for workloads that lock nobody out
 * @param approvals who has to agree, and what else policy asks, in sentences
 */
public record PlanSheet(
    boolean ready,
    String verdict,
    List<Line> blocking,
    List<Line> warnings,
    List<Line> notes,
    int matched,
    int population,
    List<Out> leftOut,
    List<Wave> waves,
    String sliderStays,
    PilotSample sample,
    List<Proof> proofs,
    PlanCheck.Impact impact,
    List<String> approvals) {

  /** Findings that another pilot or other waves may mend. */
  private static final Set<String> OF_SIZES =
      Set.of("WAVE_EMPTY", "PILOT_CANNOT_PASS", "PILOT_MAY_END_UNDECIDED");

  private static final Pattern WAVE = Pattern.compile("\\((waves\\[\\d+])\\)");
  private static final Pattern ROLLOUT = Pattern.compile("\\bR-[2-9A-HJ-NP-Z]{6}\\b");

  /**
   * @param field at which it can be mended; null for none
   * @param rollout of which it speaks; null for none
   * @param wave that would be empty and can be left out, {@code waves[0]}; null for none
   * @param finding of devices, for a link to all of which it is so; null for none
   */
  public record Line(
      String sentence, String field, String rollout, String wave, DeviceFinding finding) {}

  /**
   * @param code of the finding
   * @param fleet whether it can be told of the whole fleet, too
   */
  public record Out(int devices, String why, String code, boolean fleet) {}

  /**
   * @param devices null for production, which is all
   * @param share of all devices that have moved after it
   * @param atOnce whether it moves as soon as the rollout is started
   */
  public record Wave(
      String name, Integer devices, String share, PlanPreview.Move move, boolean atOnce) {}

  public record Proof(String metric, boolean advisory, String sentence) {}

  static PlanSheet of(PlanPreview preview, SignalRegistry signals) {
    PlanCheck check = preview.check();
    Set<String> told =
        Stream.concat(
                check.leftOut().stream().map(PlanCheck.LeftOut::code),
                Stream.of(Finding.SLIDER_STAYS))
            .collect(Collectors.toSet());
    List<Line> blocking = lines(check, Finding.Severity.BLOCKING, Set.of());
    return new PlanSheet(
        check.ready(),
        check.ready() ? verdict(preview) : blocked(blocking.size()),
        blocking,
        lines(check, Finding.Severity.WARNING, told),
        lines(check, Finding.Severity.INFO, told),
        check.matched(),
        check.population(),
        check.leftOut().stream().map(PlanSheet::out).toList(),
        waves(preview),
        check.sliderStays().orElse(null),
        preview.pilot(),
        proofs(preview.plan(), check, signals),
        check.impact(),
        approvals(preview));
  }

  static boolean sizesFit(PlanCheck check) {
    return check.findings().stream().noneMatch(f -> OF_SIZES.contains(f.code()));
  }

  static String blocked(int things) {
    return things == 1
        ? "It cannot start: one thing stands in the way."
        : "It cannot start: %s things stand in the way.".formatted(number(things));
  }

  private static String verdict(PlanPreview preview) {
    List<PlanCheck.WaveSize> waves = preview.check().waves();
    return "It can start. It would move %s: a pilot of %s, then %s. %s"
        .formatted(
            devices(preview.check().population()),
            number(waves.get(0).size()),
            DeviceCount.of(waves.size() - 1L, "wave", "waves"),
            first(preview));
  }

  /** What a start brings with it: who starts a rollout wants to know whether devices move now. */
  private static String first(PlanPreview preview) {
    int people =
        preview.approvals().stream()
            .filter(stage -> stage.stage() == ApprovalStage.START)
            .mapToInt(RolloutPolicy.Stage::approvals)
            .sum();
    if (people > 0) {
      return "Nothing moves before %s agreed."
          .formatted(DeviceCount.of(people, "person has", "people have"));
    }
    return atOnce(preview)
        ? "The pilot moves at once, and nobody is asked before."
        : "The pilot moves as soon as the calendar lets it, and nobody is asked before.";
  }

  static List<Line> lines(PlanCheck check, Finding.Severity severity, Set<String> told) {
    return check.findings().stream()
        .filter(f -> f.severity() == severity && !told.contains(f.code()))
        .map(PlanSheet::line)
        .toList();
  }

  static Line line(Finding finding) {
    String sentence = finding.message();
    Matcher rollout = ROLLOUT.matcher(sentence);
    Matcher wave = WAVE.matcher(sentence);
    return new Line(
        PlannerForm.told(sentence),
        PlannerForm.field(sentence),
        rollout.find() ? rollout.group() : null,
        finding.code().equals("WAVE_EMPTY") && wave.find() ? wave.group(1) : null,
        withoutPlan(finding.code()));
  }

  static Out out(PlanCheck.LeftOut out) {
    return new Out(out.devices(), out.why(), out.code(), withoutPlan(out.code()) != null);
  }

  /** Null for what is no finding about devices, or depends on a plan. */
  private static DeviceFinding withoutPlan(String code) {
    return DeviceFindings.WITHOUT_PLAN.stream()
        .filter(finding -> finding.name().equals(code))
        .findFirst()
        .orElse(null);
  }

  private static List<Wave> waves(PlanPreview preview) {
    List<Wave> waves = new ArrayList<>();
    for (PlanCheck.WaveSize wave : preview.check().waves()) {
      waves.add(
          new Wave(
              wave.no() == 0 ? "Pilot" : "Wave " + wave.no(),
              wave.size(),
              percent(wave.share()),
              move(preview, wave.no()),
              wave.no() == 0 && atOnce(preview)));
    }
    if (!waves.isEmpty()) {
      waves.add(new Wave("Production", null, "100 %", move(preview, waves.size()), false));
    }
    return waves;
  }

  private static boolean atOnce(PlanPreview preview) {
    Instant start = preview.plan().schedule().start();
    return preview.moves().stream()
        .limit(1)
        .allMatch(
            m -> m.at() != null && m.waits() == null && (start == null || start.isBefore(m.at())));
  }

  private static PlanPreview.Move move(PlanPreview preview, int no) {
    return no < preview.moves().size()
        ? preview.moves().get(no)
        : new PlanPreview.Move(no, null, null, null);
  }

  static List<Proof> proofs(Plan plan, PlanCheck check, SignalRegistry signals) {
    List<Proof> proofs = new ArrayList<>();
    for (MetricPolicy metric : plan.gate().metrics()) {
      Stream.concat(
              check.power().stream()
                  .filter(p -> p.metric().equals(metric.name()))
                  .map(p -> proof(metric, p)),
              check.compared().stream()
                  .filter(c -> c.metric().equals(metric.name()))
                  .map(c -> proof(plan, c)))
          .map(s -> new Proof(signals.heading(metric.name()), metric.advisory(), s))
          .forEach(proofs::add);
    }
    return proofs;
  }

  private static String proof(Plan plan, PlanCheck.Compared compared) {
    return "%s, compared with about %s like them that are not moved, prove at best that it rises by less than %s more. The plan asks for less than %s%s"
        .formatted(
            devices(plan.pilot().size()),
            number(compared.control()),
            percent(compared.provable()),
            percent(compared.margin()),
            compared.canPass() ? "." : ": it cannot pass.");
  }

  private static String proof(MetricPolicy metric, PlanCheck.Power power) {
    String limit =
        metric.change() == null ? "" : "By its limit, for nobody is left to compare with. ";
    return limit
        + ("While %s of the devices are so, as is normal, the pilot passes with a chance of %s, ends"
                + " undecided with %s and is stopped by mistake with %s. If it were %s, which is too many,"
                + " it would still pass with %s. To pass at all it takes %s, every one healthy.")
            .formatted(
                percent(metric.expected()),
                percent(power.chancePass()),
                percent(power.chanceUndecided()),
                percent(power.chanceFalseStop()),
                percent(metric.limit()),
                percent(power.chanceFalsePass()),
                devices(power.fewestDevices()));
  }

  private static String approval(String what, RolloutPolicy.Stage stage, int planned) {
    return stage.approvals() == 0
        ? what + " needs no approval while all is green."
        : "%s needs the approval of %s of %s, who did not ask for the rollout.%s"
            .formatted(
                what,
                DeviceCount.of(stage.approvals(), "member", "members"),
                stage.group(),
                stage.approvals() > planned
                    ? " The plan asks for %d, policy for more.".formatted(planned)
                    : "");
  }

  private static List<String> approvals(PlanPreview preview) {
    List<String> said = new ArrayList<>();
    Approvals plan = preview.plan().approvals();
    for (RolloutPolicy.Stage stage : preview.approvals()) {
      said.add(
          switch (stage.stage()) {
            case START -> approval("The start", stage, plan.start());
            case EXPANSION ->
                approval("The expansion after the pilot, wave 1 with it,", stage, plan.expansion());
            case WAVE -> approval("Each further wave", stage, plan.wave());
          });
    }
    if (!said.isEmpty()) {
      said.add(
          switch (preview.handover()) {
            case AUTOMATIC -> "In the end Handover moves the slider by itself.";
            case NONE -> "In the end nobody moves the slider: it stays at Pilot Intune.";
            default ->
                "In the end a person moves the slider in the console, and Handover reads it back.";
          });
    }
    if (preview.failureAsks() && preview.plan().gate().onFail() == OnVerdict.ROLLBACK) {
      said.add(
          "A wave that fails is put before a person first, whatever the plan says: policy asks for it.");
    }
    return said;
  }

  static String percent(double share) {
    return share > 0 && share < .0005 ? "less than 0.1 %" : Wording.percent(share);
  }
}

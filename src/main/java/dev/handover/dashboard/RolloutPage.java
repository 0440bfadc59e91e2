package dev.handover.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.audit.Journal;
import dev.handover.estate.EstateClock;
import dev.handover.health.SignalRegistry;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.rollout.DecisionViews;
import dev.handover.rollout.MetricCourses;
import dev.handover.rollout.PilotTime;
import dev.handover.rollout.PilotTimes;
import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.Quarantines;
import dev.handover.rollout.ResidueQueries;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.RolloutWithWaves;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveEvidence;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveView;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.OneMoment;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The page of a rollout, with the part of it that refreshes by itself. */
@Controller
class RolloutPage {

  private static final int JOURNAL_LINES = 50;

  private final RolloutDesk desk;
  private final ProgrammeQueries programmes;
  private final RolloutQueries rollouts;
  private final DecisionViews decisions;
  private final WaveQueries waves;
  private final PilotTimes pilotTimes;
  private final ResidueQueries residue;
  private final PolicyReplay replay;
  private final MetricCourses courses;
  private final Quarantines quarantines;
  private final WaveDevices devices;
  private final SignalRegistry signals;
  private final Journal journal;
  private final EstateClock clock;
  private final Frame frame;

  RolloutPage(
      RolloutDesk desk,
      ProgrammeQueries programmes,
      RolloutQueries rollouts,
      DecisionViews decisions,
      WaveQueries waves,
      PilotTimes pilotTimes,
      ResidueQueries residue,
      PolicyReplay replay,
      MetricCourses courses,
      Quarantines quarantines,
      WaveDevices devices,
      SignalRegistry signals,
      Journal journal,
      EstateClock clock,
      Frame frame) {
    this.desk = desk;
    this.programmes = programmes;
    this.rollouts = rollouts;
    this.decisions = decisions;
    this.waves = waves;
    this.pilotTimes = pilotTimes;
    this.residue = residue;
    this.replay = replay;
    this.courses = courses;
    this.quarantines = quarantines;
    this.devices = devices;
    this.signals = signals;
    this.journal = journal;
    this.clock = clock;
    this.frame = frame;
  }

  /**
   * The gate's findings on one wave.
   *
   * @param reasons those that no metric gives as its own
   * @param nextLook when it is looked at next, which each reason would end with; null where none
   *     does
   */
  public record WaveSheet(
      RolloutCard.Cell cell,
      List<String> reasons,
      String nextLook,
      List<MetricChart> metrics,
      List<StratumRow> strata,
      String verdict,
      String tone,
      String mark) {

    /** Whether it went back before the gate had decided. */
    public boolean undecided() {
      return Wording.overtaken(cell.wave().state()) && !tone.equals(Wording.Tone.GOOD.css());
    }
  }

  @OneMoment
  @GetMapping("/rollouts/{id}")
  String rollout(
      @PathVariable String id,
      @RequestParam(required = false) Integer course,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    RolloutWithWaves found = live(id, model, actor);
    RolloutView rollout = found.rollout();
    course(id, course, found.waves(), model);
    model.addAttribute("proofs", PilotProof.of(rollout.plan(), signals));
    model.addAttribute("compared", PilotProof.compared(rollout.plan(), signals));
    model.addAttribute("pilotTime", pilotTime(rollout));
    return "rollout";
  }

  private PilotTime pilotTime(RolloutView rollout) {
    JsonNode plan = rollout.plan();
    double coverage = plan.path("gate").path("minCoverage").asDouble();
    Duration soak = Duration.parse(plan.path("soak").path("pilot").asText("PT0S"));
    return pilotTimes.of(rollout.id(), coverage, soak).orElse(null);
  }

  @OneMoment
  @GetMapping("/rollouts/{id}/live")
  String rolloutFragment(@PathVariable String id, Model model, Actor actor) {
    frame.fill(model, actor);
    live(id, model, actor);
    return "rollout :: live";
  }

  @GetMapping("/rollouts/{id}/course")
  String course(
      @PathVariable String id, @RequestParam(required = false) Integer course, Model model) {
    course(id, course, waves.waves(id), model);
    return "course :: course";
  }

  /**
   * @param asked the wave; null for the newest that the gate has looked at
   */
  private void course(String id, Integer asked, List<WaveView> all, Model model) {
    List<WaveView> judged = all.stream().filter(w -> w.judgedAt() != null).toList();
    int no = asked == null ? judged.stream().mapToInt(WaveView::no).max().orElse(0) : asked;
    model.addAttribute("courseOf", id);
    model.addAttribute("course", no);
    model.addAttribute("courses", CourseChart.of(courses.of(id, no), signals));
    model.addAttribute("times", new Moments(clock.instant()));
    model.addAttribute("courseWaves", judged.stream().map(RolloutCard.Cell::of).toList());
  }

  @GetMapping("/rollouts/{id}/shadow")
  String shadows(@PathVariable String id, Model model) {
    model.addAttribute("times", new Moments(clock.instant()));
    model.addAttribute("shadows", ShadowRow.of(replay.shadows(id)));
    return "rollout :: shadow";
  }

  private RolloutWithWaves live(String id, Model model, Actor actor) {
    RolloutWithWaves found =
        rollouts.withWaves(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    RolloutView rollout = found.rollout();
    List<WaveView> all = found.waves();
    List<WaveEvidence> evidence = waves.evidence(id);
    model.addAttribute("card", RolloutCard.of(rollout, all, actor));
    model.addAttribute(
        "sheets",
        evidence.stream()
            .filter(e -> e.evidence() != null)
            .sorted((a, b) -> b.wave() - a.wave())
            .map(e -> sheet(e, all))
            .toList());
    // What would stay behind is for those who are asked, and takes a look at every device.
    model.addAttribute(
        "residue", rollout.rollbackReason() == null ? null : residue.report(id).orElse(null));
    model.addAttribute(
        "notBack", rollout.rollbackReason() == null ? List.of() : devices.notBack(id));
    model.addAttribute("wording", DeviceWording.INSTANCE);
    model.addAttribute("quarantines", quarantines.of(id));
    model.addAttribute(
        "mayRelease",
        actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)
            && !actor.id().equals(rollout.createdBy())
            && rollout.state().goesForward());
    model.addAttribute("decisions", decisions.of(id));
    model.addAttribute(
        "tasks", desk.tasks(actor).stream().filter(t -> id.equals(t.rolloutId())).toList());
    model.addAttribute("lateAlone", rollout.late().asked() > 0 ? List.of(id) : List.of());
    model.addAttribute("journal", Frame.journal(journal, id, JOURNAL_LINES, actor));
    model.addAttribute(
        "programme",
        rollout.programmeId() == null ? null : programmes.find(rollout.programmeId()).orElse(null));
    return found;
  }

  private WaveSheet sheet(WaveEvidence evidence, List<WaveView> waves) {
    WaveView wave = waves.stream().filter(w -> w.no() == evidence.wave()).findFirst().orElseThrow();
    Wording.Tone tone = Wording.verdictTone(evidence.verdict(), wave.state());
    List<MetricChart> metrics = MetricChart.of(evidence.evidence(), wave.state(), signals);
    List<String> told = metrics.stream().map(MetricChart::sentence).toList();
    return new WaveSheet(
        RolloutCard.Cell.of(wave),
        wave.reasons().stream()
            .map(Wording::withoutNextLook)
            .filter(reason -> !told.contains(reason))
            .toList(),
        Wording.nextLook(wave.reasons()),
        metrics,
        StratumRow.of(evidence.evidence(), signals),
        Wording.verdict(evidence.verdict(), wave.state()),
        tone.css(),
        tone.mark());
  }
}

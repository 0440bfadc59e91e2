package dev.handover.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.handover.health.SignalRegistry;
import dev.handover.rollout.RolloutReport;
import dev.handover.rollout.RolloutReports;
import dev.handover.rollout.WaveEvidence;
import dev.handover.rollout.WaveView;
import dev.handover.security.Actor;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** The report of a rollout, to be read, printed and filed. */
@Controller
class ReportPage {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

  private final RolloutReports reports;
  private final SignalRegistry signals;
  private final Frame frame;

  ReportPage(RolloutReports reports, SignalRegistry signals, Frame frame) {
    this.reports = reports;
    this.signals = signals;
    this.frame = frame;
  }

  /** What the gate has found on one wave. */
  public record Sheet(
      String title, String verdict, List<String> reasons, List<MetricChart> metrics) {}

  @GetMapping("/rollouts/{id}/report")
  String report(@PathVariable String id, Model model, Actor actor) throws JsonProcessingException {
    RolloutReport report =
        reports.of(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    frame.fill(model, actor);
    model.addAttribute("report", report);
    model.addAttribute("card", RolloutCard.of(report.rollout(), report.waves(), actor));
    model.addAttribute("plan", YAML.writeValueAsString(report.rollout().plan()));
    model.addAttribute(
        "sheets", report.evidence().stream().map(e -> sheet(e, report.waves())).toList());
    return "report";
  }

  private Sheet sheet(WaveEvidence evidence, List<WaveView> waves) {
    WaveView wave = waves.stream().filter(w -> w.no() == evidence.wave()).findFirst().orElseThrow();
    return new Sheet(
        RolloutCard.Cell.of(wave).title(),
        Wording.verdict(evidence.verdict(), wave.state()),
        wave.reasons().stream().map(Wording::withoutNextLook).distinct().toList(),
        MetricChart.of(evidence.evidence(), wave.state(), signals));
  }
}

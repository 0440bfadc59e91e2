package dev.handover.dashboard;

import dev.handover.enablement.EnablementQueries;
import dev.handover.enablement.EnablementView;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeView;
import dev.handover.rollout.RolloutDiagrams;
import dev.handover.rollout.RolloutDiagrams.Diagram;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the diagram on the page of a rollout or a programme is drawn from. */
@RestController
class DiagramData {

  private final RolloutQueries rollouts;
  private final ProgrammeQueries programmes;
  private final EnablementQueries enablements;
  private final RolloutDiagrams diagrams;

  DiagramData(
      RolloutQueries rollouts,
      ProgrammeQueries programmes,
      EnablementQueries enablements,
      RolloutDiagrams diagrams) {
    this.rollouts = rollouts;
    this.programmes = programmes;
    this.enablements = enablements;
    this.diagrams = diagrams;
  }

  @GetMapping("/rollouts/{id}/diagram")
  List<Diagram> diagram(@PathVariable String id) {
    return rollouts
        .find(id)
        .map(RolloutView::processInstanceId)
        .map(diagrams::of)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @GetMapping("/programmes/{id}/diagram")
  List<Diagram> ofProgramme(@PathVariable String id) {
    return programmes
        .find(id)
        .map(ProgrammeView::processInstanceId)
        .map(diagrams::of)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @GetMapping("/enablement/{id}/diagram")
  List<Diagram> ofEnablement(@PathVariable String id) {
    return enablements
        .find(id)
        .map(EnablementView::processInstanceId)
        .map(diagrams::of)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  /** A deployed model never changes. */
  @GetMapping("/models/{definition}")
  ResponseEntity<String> model(@PathVariable String definition) {
    return diagrams
        .model(definition)
        .map(
            xml ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.maxAge(Duration.ofDays(30)).cachePrivate())
                    .contentType(MediaType.APPLICATION_XML)
                    .body(xml))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }
}

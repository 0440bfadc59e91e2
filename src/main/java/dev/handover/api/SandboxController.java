package dev.handover.api;

import dev.handover.estate.sandbox.Faults;
import dev.handover.estate.sandbox.SandboxConsole;
import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.SandboxLedger;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.Page;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where the estate is simulated: its faults, its console and its own account of what happened. */
@RestController
@RequestMapping("/api/sandbox")
@ConditionalOnProperty(name = "handover.estate", havingValue = "sandbox", matchIfMissing = true)
@Tag(name = "Sandbox", description = "The simulated estate; 404 in a real one")
class SandboxController {

  private final SandboxLedger ledger;
  private final SandboxFaults faults;
  private final SandboxConsole console;

  SandboxController(SandboxLedger ledger, SandboxFaults faults, SandboxConsole console) {
    this.ledger = ledger;
    this.faults = faults;
    this.console = console;
  }

  /**
   * @param faults how the estate misbehaves; left as it is where this is left out
   * @param scenarios what switches do to devices; likewise
   */
  record FaultsBody(Faults faults, List<Scenario> scenarios) {}

  record SliderBody(Workload workload, Slider position) {}

  @Operation(
      summary = "The world's own ledger",
      description = "Every command that reached the estate, and whether it had an effect.")
  @GetMapping("/ledger")
  Page<SandboxLedger.Entry> ledger(
      @RequestParam(required = false) Workload workload,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return new Page<>(
        ledger.page(workload, paging.page(), paging.size()),
        paging.page(),
        paging.size(),
        ledger.count(workload));
  }

  @Operation(summary = "The faults and scenarios as they are set")
  @GetMapping("/faults")
  FaultsBody faults() {
    return new FaultsBody(faults.current(), faults.scenarios());
  }

  @Operation(summary = "Set faults, scenarios, or both")
  @PostMapping("/faults")
  FaultsBody set(@RequestBody FaultsBody body) {
    if (body.faults() != null) {
      faults.set(body.faults());
    }
    if (body.scenarios() != null) {
      faults.replaceScenarios(body.scenarios());
    }
    return faults();
  }

  @Operation(
      summary = "Move a slider by hand",
      description = "As a person does in the Configuration Manager console; read back later.")
  @PostMapping("/slider")
  @ResponseStatus(HttpStatus.ACCEPTED)
  SliderBody move(@RequestBody SliderBody body) {
    if (body.workload() == null) {
      throw new BadInput("workload", "A workload is needed.");
    }
    if (body.position() == null) {
      throw new BadInput("position", "A position is needed.");
    }
    console.moveSlider(body.workload(), body.position());
    return body;
  }
}

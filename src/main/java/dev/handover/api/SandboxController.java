package dev.handover.api;

import dev.handover.audit.Journal;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.EstateClock;
import dev.handover.estate.sandbox.Faults;
import dev.handover.estate.sandbox.SandboxConsole;
import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.SandboxLedger;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.Page;
import dev.handover.security.Actor;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
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
  private final EstateClock clock;
  private final Journal journal;
  private final TransactionTemplate transaction;

  SandboxController(
      SandboxLedger ledger,
      SandboxFaults faults,
      SandboxConsole console,
      EstateClock clock,
      Journal journal,
      PlatformTransactionManager transactions) {
    this.ledger = ledger;
    this.faults = faults;
    this.console = console;
    this.clock = clock;
    this.journal = journal;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * @param now in the estate's time
   * @param timeFactor how many times faster than the wall clock it passes
   */
  record ClockBody(Instant now, double timeFactor) {}

  /** The faults and scenarios as they stand. */
  record FaultsBody(Faults faults, List<Scenario> scenarios) {}

  /**
   * @param faults how the estate misbehaves; left as it is where this is left out
   * @param scenarios what switches do to devices; likewise
   */
  record FaultsChange(NewFaults faults, List<NewScenario> scenarios) {}

  /** {@link Faults}; what is left out is in order. */
  record NewFaults(
      Integer ruleChanges,
      Duration per,
      Integer loseEvery,
      Set<Faults.Source> outages,
      Double silentShare) {

    Faults faults() {
      return new Faults(
          Objects.requireNonNullElse(ruleChanges, Faults.NONE.ruleChanges()),
          Objects.requireNonNullElse(per, Faults.NONE.per()),
          Objects.requireNonNullElse(loseEvery, Faults.NONE.loseEvery()),
          Objects.requireNonNullElse(outages, Faults.NONE.outages()),
          Objects.requireNonNullElse(silentShare, Faults.NONE.silentShare()));
    }
  }

  /** {@link Scenario}; it begins with the switch where no hours are given. */
  record NewScenario(
      Workload workload, String signal, String model, Double rate, Integer afterHours) {

    NewScenario {
      if (signal == null || rate == null) {
        throw new IllegalArgumentException(
            "a scenario has a signal, and a rate between 0 and 1: the share of devices it befalls");
      }
    }

    Scenario scenario() {
      return new Scenario(workload, signal, model, rate, Objects.requireNonNullElse(afterHours, 0));
    }
  }

  /**
   * @param reason at most 1000 characters
   */
  @Schema(
      example =
          "{\"workload\": \"client-apps\", \"position\": \"PILOT_INTUNE\","
              + " \"reason\": \"Parked for the pilot, see CHG-4711\"}")
  record SliderBody(Workload workload, Slider position, String reason) {}

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

  @Operation(
      summary = "Set faults, scenarios, or both",
      description =
          "Each replaces what was set before. A scenario with a workload makes devices unwell after"
              + " its switch to Intune; one without is an outage, which befalls devices whoever"
              + " manages them. With a model, it befalls that one only. Sources that can be out are"
              + " SITE, COMANAGEMENT_STATES, MANAGED_DEVICES and HEALTH_READINGS.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples = {
                        @ExampleObject(
                            name = "An outage for everyone",
                            value = "{\"scenarios\":[{\"signal\":\"blue-screens\",\"rate\":0.1}]}"),
                        @ExampleObject(
                            name = "One model breaks",
                            value =
                                "{\"scenarios\":[{\"workload\":\"client-apps\","
                                    + "\"signal\":\"app-install-failed\","
                                    + "\"model\":\"Surface Pro 9\",\"rate\":0.9,\"afterHours\":2}]}"),
                        @ExampleObject(
                            name = "No health reports",
                            value = "{\"faults\":{\"outages\":[\"HEALTH_READINGS\"]}}")
                      })))
  @PostMapping("/faults")
  FaultsBody set(@RequestBody FaultsChange body) {
    // Both are read before either is set.
    Faults set =
        read("faults", () -> body.faults() == null ? faults.current() : body.faults().faults());
    List<Scenario> scenarios =
        read(
            "scenarios",
            () ->
                body.scenarios() == null
                    ? faults.scenarios()
                    : faults.befalling(
                        body.scenarios().stream().map(NewScenario::scenario).toList()));
    if (body.faults() != null) {
      faults.set(set);
    }
    if (body.scenarios() != null) {
      faults.replaceScenarios(scenarios);
    }
    return faults();
  }

  private static <T> T read(String path, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new BadInput(path, e.getMessage());
    }
  }

  @Operation(
      summary = "What time it is in the estate",
      description = "It runs ahead of the wall clock; readings are stamped with it.")
  @GetMapping("/clock")
  ClockBody clock() {
    return new ClockBody(clock.instant(), clock.factor());
  }

  @Operation(
      summary = "Move a slider by hand",
      description = "As a person does in the Configuration Manager console; read back later.")
  @PostMapping("/slider")
  @ResponseStatus(HttpStatus.ACCEPTED)
  SliderBody move(@RequestBody SliderBody body, Actor actor) {
    if (body.workload() == null) {
      throw new BadInput("workload", "A workload is needed.");
    }
    if (body.position() == null) {
      throw new BadInput("position", "A position is needed.");
    }
    String reason = Text.line("reason", body.reason());
    console.moveSlider(body.workload(), body.position());
    tell(
        actor,
        "sandbox-slider-moved",
        "slider " + body.workload().slug(),
        "The slider of %s is moved to %s by hand: %s"
            .formatted(body.workload().title(), body.position().title(), reason));
    return body;
  }

  /** Once it is done: the simulated estate stands for other systems, which keep no transaction. */
  private void tell(Actor actor, String action, String subject, String sentence) {
    transaction.executeWithoutResult(
        status -> journal.append(actor.id(), action, subject, null, sentence));
  }

  /**
   * @param setting none, pilot or all
   * @param collection the id of the pilot; needed with pilot
   * @param reason at most 1000 characters
   */
  @Schema(
      example =
          "{\"setting\": \"pilot\", \"collection\": \"Early birds\","
              + " \"reason\": \"They asked for it\"}")
  record AutoEnrolmentBody(String setting, String collection, String reason) {}

  @Operation(
      summary = "Set automatic enrolment by hand",
      description = "As a person does in the Configuration Manager console; read back later.")
  @PostMapping("/automatic-enrolment")
  @ResponseStatus(HttpStatus.ACCEPTED)
  AutoEnrolmentBody set(@RequestBody AutoEnrolmentBody body, Actor actor) {
    AutoEnrolment setting =
        AutoEnrolment.of(body.setting())
            .orElseThrow(() -> new BadInput("setting", "It is none, pilot or all."));
    String reason = Text.line("reason", body.reason());
    console.setAutoEnrolment(setting, body.collection());
    tell(
        actor,
        "sandbox-enrolment-set",
        "automatic enrolment",
        "Automatic enrolment is set to %s by hand: %s".formatted(body.setting(), reason));
    return body;
  }
}

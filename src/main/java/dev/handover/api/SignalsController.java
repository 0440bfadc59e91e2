package dev.handover.api;

import dev.handover.audit.Journal;
import dev.handover.health.Signal;
import dev.handover.health.SignalRegistry;
import dev.handover.health.SignalRegistry.Change;
import dev.handover.health.SignalRegistry.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/signals")
@Tag(name = "Signals", description = "What a gate may judge by")
class SignalsController {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_TITLE = 80;

  private final SignalRegistry signals;
  private final Journal journal;
  private final TransactionTemplate transaction;

  SignalsController(
      SignalRegistry signals, Journal journal, PlatformTransactionManager transactions) {
    this.signals = signals;
    this.journal = journal;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * @param title what an unhealthy device is said to be, as in "3 of 40 devices without a VPN"
   * @param unit YES_NO, COUNT, HOURS or PERCENT
   * @param bad FROM or UP_TO: on which side of the threshold a device is unhealthy; FROM if missing
   * @param expected a usual share of unhealthy devices, offered to whoever writes a plan
   * @param limit a share that nobody would want, likewise
   */
  @Schema(
      example =
          """
          {"title": "without a VPN", "unit": "YES_NO", "bad": "FROM", "threshold": 1,
           "workloads": ["resource-access-policies"], "expected": 0.02, "limit": 0.1}""")
  record SignalInput(
      String title,
      String unit,
      String bad,
      Double threshold,
      List<String> workloads,
      Double expected,
      Double limit) {}

  /**
   * @param builtIn whether Handover reads it by itself; others are pushed
   * @param unhealthy in words, when a device counts as unhealthy
   * @param expected offered for a plan; likewise {@code limit}
   */
  record SignalBody(
      String name,
      String title,
      boolean builtIn,
      Signal.System system,
      String reads,
      Signal.Unit unit,
      Signal.Bad bad,
      double threshold,
      String unhealthy,
      Set<Workload> workloads,
      double expected,
      double limit) {}

  @Operation(
      summary = "The signals that a plan may name, those of one workload if asked",
      description =
          "With shares that are usual (expected) and intolerable (limit), as an offer: a plan says"
              + " both for each of its metrics, and no default stands in for what it leaves out.")
  @GetMapping
  List<SignalBody> all(@RequestParam(required = false) Workload workload) {
    return (workload == null ? signals.all() : signals.of(workload))
        .stream().map(SignalsController::body).toList();
  }

  @Operation(summary = "One signal")
  @GetMapping("/{name}")
  SignalBody one(@PathVariable String name) {
    return signals.byName(name).map(SignalsController::body).orElseThrow(() -> unknown(name));
  }

  @Operation(
      summary = "Define a signal of your own, or change it",
      description =
          "409 where an unfinished rollout is judged by it and unit, side or threshold would"
              + " change; where they do change, readings so far are forgotten.")
  @PutMapping("/{name}")
  ResponseEntity<SignalBody> define(
      @PathVariable String name, @RequestBody SignalInput input, Actor actor) {
    Signal signal = signal(name, input);
    Change change = changed(actor, name, () -> signals.define(signal), sentence(signal));
    return ResponseEntity.status(
            change.outcome() == Outcome.CREATED ? HttpStatus.CREATED : HttpStatus.OK)
        .body(body(signal));
  }

  @Operation(
      summary = "Remove a signal of your own with its readings",
      description = "409 where a rollout, ended or not, was judged by it.")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name, Actor actor) {
    changed(actor, name, () -> signals.remove(name), "with its readings");
  }

  private Change changed(Actor actor, String name, Supplier<Change> work, String details) {
    try {
      return transaction.execute(
          status -> {
            Change change = work.get();
            refuse(name, change);
            if (change.outcome() != Outcome.UNCHANGED) {
              journal.append(
                  actor.id(),
                  "signal-" + change.outcome().name().toLowerCase(),
                  "signal " + name,
                  null,
                  details);
            }
            return change;
          });
    } catch (ConcurrencyFailureException | DuplicateKeyException e) {
      throw Refused.conflict("Somebody else was changing '%s'; look again.".formatted(name));
    }
  }

  private static void refuse(String name, Change change) {
    switch (change.outcome()) {
      case BUILT_IN ->
          throw Refused.conflict(
              "'%s' is read by Handover itself; take another name for a signal of your own."
                  .formatted(name));
      case UNKNOWN -> throw unknown(name);
      case IN_USE ->
          throw Refused.conflict(
              "Rollouts are judged by '%s': %s. Define another signal for another meaning."
                  .formatted(name, String.join(", ", change.rollouts())));
      default -> {}
    }
  }

  private static Signal signal(String name, SignalInput input) {
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw new BadInput(
          "name",
          "A name has up to 40 small letters and digits, in words joined by hyphens: vpn-broken.");
    }
    String title = Text.optional("title", required("title", input.title()).strip(), LONGEST_TITLE);
    if (title.isEmpty() || title.chars().anyMatch(Character::isISOControl)) {
      throw new BadInput("title", "A title is one line that says what an unhealthy device is.");
    }
    List<String> workloads = required("workloads", input.workloads());
    Set<Workload> known = EnumSet.noneOf(Workload.class);
    for (int i = 0; i < workloads.size(); i++) {
      try {
        known.add(Workload.of(workloads.get(i)));
      } catch (IllegalArgumentException e) {
        throw new BadInput("workloads[%d]".formatted(i), e.getMessage() + ".");
      }
    }
    if (known.isEmpty()) {
      throw new BadInput("workloads", "At least one workload is needed that the signal tells of.");
    }
    try {
      return new Signal(
          name,
          title,
          Signal.Source.PUSHED,
          choice("unit", required("unit", input.unit()), Signal.Unit.class),
          input.bad() == null ? Signal.Bad.FROM : choice("bad", input.bad(), Signal.Bad.class),
          required("threshold", input.threshold()),
          known,
          required("expected", input.expected()),
          required("limit", input.limit()));
    } catch (IllegalArgumentException e) {
      String sentence = e.getMessage();
      throw new BadInput(
          sentence.startsWith("expected") ? "expected" : "threshold",
          Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
    }
  }

  private static <T> T required(String path, T value) {
    if (value == null) {
      throw new BadInput(path, "This is needed.");
    }
    return value;
  }

  private static <E extends Enum<E>> E choice(String path, String value, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(e -> e.name().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    path,
                    "'%s' is none of %s."
                        .formatted(
                            value,
                            Arrays.stream(type.getEnumConstants())
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static String sentence(Signal signal) {
    return "'%s' in %s, unhealthy %s, for %s; offered: expected %s, limit %s"
        .formatted(
            signal.title(),
            signal.unit(),
            signal.rule(),
            EnumSet.copyOf(signal.workloads()).stream()
                .map(Workload::slug)
                .collect(Collectors.joining(", ")),
            signal.expected(),
            signal.limit());
  }

  private static SignalBody body(Signal signal) {
    return new SignalBody(
        signal.name(),
        signal.title(),
        signal.reads().system() != Signal.System.PUSHED,
        signal.reads().system(),
        signal.reads().field(),
        signal.unit(),
        signal.bad(),
        signal.threshold(),
        signal.rule(),
        EnumSet.copyOf(signal.workloads()),
        signal.expected(),
        signal.limit());
  }

  private static NotFound unknown(String name) {
    return new NotFound("There is no signal '%s'.".formatted(name));
  }
}

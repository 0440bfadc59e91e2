package dev.handover.api;

import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.rollout.CalendarDesk;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/calendar/freezes")
@Tag(name = "Calendar", description = "When a move may happen")
class FreezesController {

  private final Freezes freezes;
  private final CalendarDesk desk;
  private final Clock clock;

  FreezesController(Freezes freezes, CalendarDesk desk, Clock clock) {
    this.freezes = freezes;
    this.desk = desk;
    this.clock = clock;
  }

  /**
   * @param owner who answers for it; the caller where none is named
   * @param startsAt the first moment; now where none is named
   * @param endsAt the first moment after it
   * @param workload only rollouts of it; all where none is named
   * @param site only devices of it; all where none is named
   */
  @Schema(
      example =
          """
          {"reason": "Year-end closing", "startsAt": "2026-12-18T17:00:00Z",
           "endsAt": "2027-01-04T06:00:00Z", "site": "BER"}""")
  record FreezeInput(
      String owner,
      String reason,
      Instant startsAt,
      Instant endsAt,
      String workload,
      String site) {}

  /**
   * @param inForce whether it is in force now
   */
  record FreezeBody(
      long id,
      String owner,
      String reason,
      Instant startsAt,
      Instant endsAt,
      String workload,
      String site,
      boolean inForce) {}

  @Operation(summary = "The freezes that have not ended, the first to start first")
  @GetMapping
  List<FreezeBody> all() {
    return freezes.from(clock.instant()).stream().map(this::body).toList();
  }

  @Operation(
      summary = "Set a freeze",
      description =
          "Holds what is under way too: no wave begins, nothing further of one is sent, no slider is"
              + " set. Rollbacks pass.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  FreezeBody set(@RequestBody FreezeInput input, Actor actor) {
    return body(
        desk.set(
            new Freeze(
                null,
                input.owner() == null ? actor.id() : Text.optional("owner", input.owner(), 64),
                Text.line("reason", input.reason()),
                input.startsAt() == null ? clock.instant() : input.startsAt(),
                input.endsAt(),
                input.workload(),
                input.site()),
            actor));
  }

  @Operation(summary = "End a freeze now", description = "One that has not begun is removed.")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@PathVariable long id, Actor actor) {
    desk.end(id, actor);
  }

  private FreezeBody body(Freeze freeze) {
    return new FreezeBody(
        freeze.id(),
        freeze.owner(),
        freeze.reason(),
        freeze.startsAt(),
        freeze.endsAt(),
        freeze.workload(),
        freeze.site(),
        freeze.inForce(clock.instant()));
  }
}

package dev.handover.api;

import dev.handover.rollout.LeftOutDevices;
import dev.handover.rollout.Page;
import dev.handover.rollout.PilotRecommendation;
import dev.handover.rollout.PlanPreview;
import dev.handover.rollout.RolloutDesk;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Plans", description = "What a rollout would do, before it does anything")
class PlansController {

  private final RolloutDesk desk;
  private final LeftOutDevices leftOut;

  PlansController(RolloutDesk desk, LeftOutDevices leftOut) {
    this.desk = desk;
    this.leftOut = leftOut;
  }

  @Operation(
      summary = "Check a plan",
      description =
          "The dry run: readiness, who is left out, wave sizes and when each moves at the earliest,"
              + " how the pilot would be drawn and what it can prove, conflicts with other rollouts,"
              + " whom a move of compliance would lock out, who has to approve. Stores nothing."
              + " 400 lists everything wrong with the plan itself.")
  @PostMapping(
      path = "/api/plans/check",
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  PlanPreview check(@RequestBody byte[] plan, Actor actor) {
    return desk.check(Text.utf8("plan", plan), actor);
  }

  @Operation(
      summary = "Devices that a plan leaves out",
      description =
          "The devices of the plan's population that would stay where they are, by name, each with"
              + " the first finding that leaves it out. reason is its code, as in `leftOut` of the"
              + " check: only those. Stores nothing.")
  @PostMapping(
      path = "/api/plans/left-out",
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  Page<LeftOutDevices.Device> leftOut(
      @RequestBody byte[] plan,
      @RequestParam(required = false) String reason,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return leftOut.of(Text.utf8("plan", plan), reason, paging.page(), paging.size());
  }

  @Operation(
      summary = "Recommend a pilot",
      description =
          "For a plan as for the check, whatever its pilot: the fewest devices that meet every"
              + " common combination of model, OS build and site and every common application, and"
              + " that end undecided one time in ten at most while all is as expected; an example of"
              + " them, and what stays uncovered, with the reason. Stores nothing. Common is what"
              + " makes up the share pilot.coverAbove (0.005) of the devices that may move. Lists end"
              + " after 500 entries, the most frequent first. `notKnown` says on how many devices no"
              + " application is known.")
  @PostMapping(
      path = "/api/plans/recommend-pilot",
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  PilotRecommendation recommendPilot(@RequestBody byte[] plan) {
    return desk.recommendPilot(Text.utf8("plan", plan));
  }
}

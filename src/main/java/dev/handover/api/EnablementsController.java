package dev.handover.api;

import dev.handover.enablement.EnablementCheck;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementQueries;
import dev.handover.enablement.EnablementRequest;
import dev.handover.enablement.EnablementView;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.enablement.EnrolmentDevices;
import dev.handover.estate.AutoEnrolment;
import dev.handover.rollout.Page;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/enablements")
@Tag(name = "Enablements", description = "Whose clients enrol in Intune by themselves")
class EnablementsController {

  private static final String EXAMPLE =
      """
      {"automaticEnrolment":"all","enrolmentCollection":"Co-management enrolment pilot",\
      "stagingCollections":{"client-apps":"Co-management pilot: Client apps"},\
      "minEnrolled":0.9,"within":"P7D","reason":"Workloads are to move this winter"}""";

  private final EnablementDesk desk;
  private final EnablementQueries enablements;

  EnablementsController(EnablementDesk desk, EnablementQueries enablements) {
    this.desk = desk;
    this.enablements = enablements;
  }

  /**
   * @param automaticEnrolment what it is to be in the end: none, pilot or all
   * @param enrolmentCollection the name of the collection that enrols first; not needed with none
   * @param stagingCollections the pilot collection of each slider, by name; those left out stay
   * @param minEnrolled the share of the devices that can enrol which has to; 0.9 where left out
   * @param within how long each stage has for that, ISO 8601; P7D where left out
   * @param reason why, at most 1000 characters; not needed for the check
   */
  record EnablementBody(
      @Schema(allowableValues = {"none", "pilot", "all"}) String automaticEnrolment,
      String enrolmentCollection,
      Map<String, String> stagingCollections,
      Double minEnrolled,
      Duration within,
      String reason) {

    EnablementRequest request() {
      return new EnablementRequest(
          AutoEnrolment.of(automaticEnrolment)
              .orElseThrow(
                  () -> new BadInput("automaticEnrolment", "It must be none, pilot or all.")),
          Text.optional("enrolmentCollection", enrolmentCollection, 200),
          staging(),
          Objects.requireNonNullElse(minEnrolled, EnablementRequest.USUAL_SHARE),
          Objects.requireNonNullElse(within, EnablementRequest.USUAL_TIME));
    }

    private Map<Workload, String> staging() {
      Map<Workload, String> staging = new EnumMap<>(Workload.class);
      if (stagingCollections != null) {
        stagingCollections.forEach(
            (slug, name) -> {
              String path = "stagingCollections." + slug;
              if (name == null || name.isBlank()) {
                throw new BadInput(path, "The name of a collection is needed.");
              }
              staging.put(workload(path, slug), Text.optional(path, name.strip(), 200));
            });
      }
      return staging;
    }

    private static Workload workload(String path, String slug) {
      try {
        return Workload.of(slug);
      } catch (IllegalArgumentException e) {
        throw new BadInput(path, e.getMessage());
      }
    }
  }

  @Operation(
      summary = "Check an enablement",
      description =
          "The dry run: whether both systems answer, what is wrong with the collections, who would"
              + " enrol, and who cannot and why. Stores nothing.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(examples = @ExampleObject(EXAMPLE))))
  @PostMapping("/check")
  EnablementCheck check(@RequestBody EnablementBody body) {
    return desk.check(body.request());
  }

  @Operation(
      summary = "Enable co-management",
      description =
          "Another person has to confirm it, as a task. Automatic enrolment is then set for the"
              + " pilot, by Handover where the site allows that, else by a person in the console,"
              + " and read back; when enough of the pilot have enrolled, a person has all enrol."
              + " 409 where another enablement is under way, 422 with what stands in its way.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(examples = @ExampleObject(EXAMPLE))))
  @PostMapping
  ResponseEntity<EnablementView> start(@RequestBody EnablementBody body, Actor actor) {
    String id = desk.start(body.request(), Text.line("reason", body.reason()), actor);
    return ResponseEntity.created(URI.create("/api/enablements/" + id)).body(one(id));
  }

  @Operation(summary = "List enablements, the newest first")
  @GetMapping
  Page<EnablementView> list(
      @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return enablements.page(paging.page(), paging.size());
  }

  @Operation(summary = "One enablement: where it stands, and how its devices do")
  @GetMapping("/{id}")
  EnablementView one(@PathVariable String id) {
    return enablements
        .find(id)
        .orElseThrow(() -> new NotFound("There is no enablement '%s'.".formatted(id)));
  }

  @Operation(
      summary = "The devices of an enablement, by name",
      description =
          "Each with how it stands, and the code that it told last. reason is a code as in"
              + " counts.reasons, such as NOT_JOINED or 0x80180018: only those.")
  @GetMapping("/{id}/devices")
  Page<EnrolmentDevices.Row> devices(
      @PathVariable String id,
      @RequestParam(required = false) Standing standing,
      @RequestParam(required = false) String reason,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return enablements.devices(id, standing, reason, paging.page(), paging.size());
  }

  @Operation(
      summary = "Cancel",
      description =
          "Automatic enrolment is put back to what it was before. Devices that have enrolled stay"
              + " enrolled.")
  @PostMapping("/{id}/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  EnablementView cancel(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.cancel(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }
}

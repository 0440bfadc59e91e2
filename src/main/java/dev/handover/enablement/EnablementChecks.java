package dev.handover.enablement;

import dev.handover.device.DeviceCount;
import dev.handover.enablement.EnablementCheck.Connection;
import dev.handover.enablement.EnablementCheck.Part;
import dev.handover.enablement.EnablementStore.Collection;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.EstateClock;
import dev.handover.estate.ReadCursors;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Looks at the estate, as last read, through what is asked for. Calls nobody. */
@Component
class EnablementChecks {

  /** What was read longer ago says nothing about whether the system answers; on the wall clock. */
  private static final Duration FRESH = Duration.ofMinutes(30);

  /** Of what devices have told: where all of a small tenant are asleep, nothing new is read. */
  private static final Duration HEARD = Duration.ofDays(1);

  private static final String TENANT = "intune-devices";

  private final EnablementStore store;
  private final EnrolmentReading reading;
  private final EnrolmentCandidates candidates;
  private final ReadCursors cursors;
  private final EstateClock clock;

  EnablementChecks(
      EnablementStore store,
      EnrolmentReading reading,
      EnrolmentCandidates candidates,
      ReadCursors cursors,
      EstateClock clock) {
    this.store = store;
    this.reading = reading;
    this.candidates = candidates;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The connections to both systems, as the last readings tell. */
  List<Connection> connections() {
    return List.of(
        connection("Configuration Manager", EnrolmentReading.SOURCE, FRESH),
        connection("Intune", TENANT, HEARD));
  }

  private Connection connection(String system, String source, Duration fresh) {
    Instant readAt = cursors.readTo(source);
    String failing = cursors.failing(source).orElse(null);
    boolean read = !readAt.equals(Instant.EPOCH);
    Duration age = Duration.between(clock.wall(readAt), clock.wall(clock.instant()));
    boolean answers = read && failing == null && age.compareTo(fresh) < 0;
    return new Connection(system, answers, read ? readAt : null, failing);
  }

  EnablementCheck check(EnablementRequest request) {
    List<Finding> findings = new ArrayList<>();
    List<Connection> connections = connections();
    for (Connection connection : connections) {
      if (!connection.answers()) {
        findings.add(
            blocking(
                "NOT_CONNECTED",
                "%s does not answer: %s"
                    .formatted(
                        connection.system(),
                        connection.failing() != null
                            ? connection.failing()
                            : connection.readAt() == null
                                ? "it has not been read yet; wait for the next cycle of the watch."
                                : "it has not been read lately; see the watch.")));
      }
    }
    store
        .running()
        .ifPresent(
            other -> findings.add(blocking(EnablementCheck.RUNNING, EnablementDesk.taken(other))));
    Optional<SiteSetting> setting = reading.setting();
    Optional<Collection> pilot = pilot(request, findings);
    setting
        .filter(s -> s.is(request.goal(), pilot.map(Collection::id).orElse(null)))
        .ifPresent(
            s ->
                findings.add(
                    blocking(
                        "ALREADY_SO", "Automatic enrolment is %s already.".formatted(s.words()))));
    staging(request, findings);
    Part first = null;
    if (pilot.isPresent()) {
      first = part(AutoEnrolment.PILOT, pilot.get().id());
      if (first.wouldEnrol() == 0 && first.failedBefore() > 0) {
        findings.add(
            new Finding(
                "FAILED_BEFORE",
                Severity.WARNING,
                "No device of '%s' is counted on: %s before. Put right what kept them; else this pilot fails, too."
                    .formatted(
                        pilot.get().name(),
                        DeviceCount.of(first.failedBefore(), "has failed", "have failed")),
                first.failedBefore()));
      } else if (first.wouldEnrol() == 0) {
        findings.add(
            blocking(
                "NOBODY_CAN_ENROL",
                "No device of '%s' can enrol (%s enrolled, %s cannot); choose another pilot."
                    .formatted(
                        pilot.get().name(),
                        DeviceCount.of(first.enrolled(), "is", "are"),
                        DeviceCount.number(first.unfit()))));
      }
    }
    Part all = request.goal() == AutoEnrolment.ALL ? part(AutoEnrolment.ALL, null) : null;
    return new EnablementCheck(
        findings.stream().noneMatch(f -> f.severity() == Severity.BLOCKING),
        findings,
        connections,
        setting.map(SiteSetting::words).orElse(null),
        first,
        all);
  }

  private Part part(AutoEnrolment stage, String collection) {
    EnrolmentCandidates.Outlook outlook = candidates.outlook(stage, collection);
    return new Part(outlook.able(), outlook.enrolled(), outlook.not());
  }

  private Optional<Collection> pilot(EnablementRequest request, List<Finding> findings) {
    if (request.goal() == AutoEnrolment.NONE) {
      return Optional.empty();
    }
    return own(request.collection(), "The enrolment pilot", findings);
  }

  /** A collection that is known and is not one that comes with the product. */
  private Optional<Collection> own(String name, String what, List<Finding> findings) {
    Optional<Collection> found = store.collection(name);
    if (found.isEmpty()) {
      findings.add(
          blocking(
              "COLLECTION_UNKNOWN",
              "%s: Configuration Manager has no device collection '%s'.".formatted(what, name)));
    } else if (found.get().builtIn()) {
      findings.add(
          blocking(
              "COLLECTION_BUILT_IN",
              "%s: '%s' comes with the product; choose a collection of your own."
                  .formatted(what, name)));
      return Optional.empty();
    }
    return found;
  }

  private void staging(EnablementRequest request, List<Finding> findings) {
    Map<Workload, String> sliders = store.sliders();
    request
        .staging()
        .forEach(
            (workload, name) -> {
              String what = "The staging collection of " + workload.title();
              own(name, what, findings)
                  .filter(c -> !c.id().equals(sliders.get(workload)))
                  .ifPresent(
                      c ->
                          findings.add(
                              blocking(
                                  "STAGING_NOT_SET",
                                  "%s is another one at the site; choose '%s' there first (Co-management, Properties, Staging), or leave it as it is."
                                      .formatted(what, name))));
            });
  }

  private static Finding blocking(String code, String message) {
    return new Finding(code, Severity.BLOCKING, message, 0);
  }
}

package dev.handover.dashboard;

import dev.handover.enablement.EnablementRequest;
import dev.handover.estate.AutoEnrolment;
import dev.handover.rollout.Refused;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was typed into the four steps, as a request and as the body that asks for it. */
record EnablementForm(EnablementRequest request) {

  private static final String STAGING = "staging-";

  /**
   * @throws Refused with a sentence if it is none
   */
  static EnablementForm of(Map<String, String> posted) {
    Map<Workload, String> staging = new EnumMap<>(Workload.class);
    for (Workload workload : Workload.values()) {
      String name = posted.get(STAGING + workload.slug());
      if (name != null && !name.isBlank()) {
        staging.put(workload, name);
      }
    }
    AutoEnrolment goal =
        AutoEnrolment.of(posted.get("automaticEnrolment"))
            .orElseThrow(() -> Refused.invalid("Choose whose devices enrol automatically."));
    String collection = posted.get("enrolmentCollection");
    if (goal != AutoEnrolment.NONE && (collection == null || collection.isBlank())) {
      throw Refused.invalid("Choose the collection that enrols first.");
    }
    return new EnablementForm(
        new EnablementRequest(
            goal,
            goal == AutoEnrolment.NONE ? null : collection,
            staging,
            number(posted.get("percent"), "The share that has to enrol") / 100,
            Duration.ofHours(
                Math.round(number(posted.get("days"), "The time for each stage") * 24))));
  }

  private static double number(String text, String what) {
    try {
      double number = Double.parseDouble(text == null ? "" : text.strip());
      if (Double.isFinite(number) && Math.abs(number) < 1_000_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Refused.invalid("%s is a number, such as 90 or 7.".formatted(what));
  }

  /** As {@code POST /api/enablements} takes it, but for the reason. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("automaticEnrolment", request.goal().slug());
    body.put("enrolmentCollection", request.collection());
    Map<String, String> staging = new LinkedHashMap<>();
    request.staging().forEach((workload, name) -> staging.put(workload.slug(), name));
    body.put("stagingCollections", staging);
    body.put("minEnrolled", request.minEnrolled());
    body.put("within", request.within().toString());
    return body;
  }
}

package dev.handover.enablement;

import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import dev.handover.estate.AutoEnrolment;
import dev.handover.plan.DurationWords;
import dev.handover.rollout.TaskBrief.Fact;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Says what is asked about an enablement, in a few sentences. */
@Component
class EnablementBriefs {

  private static final int REASONS = 6;

  private final EnrolmentCandidates candidates;
  private final EnrolmentDevices devices;
  private final EnrolmentReading reading;
  private final EnablementQueries queries;

  EnablementBriefs(
      EnrolmentCandidates candidates,
      EnrolmentDevices devices,
      EnrolmentReading reading,
      EnablementQueries queries) {
    this.candidates = candidates;
    this.devices = devices;
    this.reading = reading;
    this.queries = queries;
  }

  EnablementBrief of(EnablementRow row, EnablementKind kind) {
    String shown = reading.setting().map(SiteSetting::words).orElse("not known");
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Why", row.reason()));
    facts.add(new Fact("Automatic enrolment now", shown));
    if (row.collectionName() != null) {
      facts.add(new Fact("Enrols first", row.collectionName()));
    }
    String seen =
        switch (kind) {
          case CONFIRM_ENABLEMENT -> outlook(row, facts, shown);
          case DECIDE_ENROLMENT -> counts(row, facts);
          case SET_ENROLMENT -> "";
          case PUT_ENROLMENT_BACK -> {
            facts.add(new Fact("Automatic enrolment before", queries.before(row)));
            yield "";
          }
        };
    queries
        .staging(row.id())
        .forEach((w, name) -> facts.add(new Fact("Staging of " + w.title(), name)));
    return new EnablementBrief(
        title(row, kind),
        summary(row, kind),
        "/enablement/" + row.id(),
        facts,
        hash(row, kind, seen),
        kind == EnablementKind.CONFIRM_ENABLEMENT ? row.confirmBy() : null);
  }

  private static String title(EnablementRow row, EnablementKind kind) {
    return switch (kind) {
      case CONFIRM_ENABLEMENT ->
          "Confirm automatic enrolment of "
              + (row.goal() == AutoEnrolment.NONE
                  ? "none"
                  : row.goal() == AutoEnrolment.ALL ? "all, by way of a pilot" : "a pilot");
      case SET_ENROLMENT -> "Set automatic enrolment to " + row.stage().title();
      case DECIDE_ENROLMENT ->
          "Automatic enrolment, %s: %s"
              .formatted(
                  row.stage().title(),
                  row.verdict() == null
                      ? "decide how it goes on"
                      : switch (row.verdict()) {
                        case PASSED -> "enough have enrolled";
                        case FAILED -> "too few enrol";
                        case UNDECIDED -> "the time is over";
                        case WAITING -> "decide how it goes on";
                      });
      case PUT_ENROLMENT_BACK -> "Put automatic enrolment back to " + row.beforeSetting().title();
    };
  }

  /** In our own words alone: a form would read those of others as Markdown. */
  private String summary(EnablementRow row, EnablementKind kind) {
    return switch (kind) {
      case CONFIRM_ENABLEMENT ->
          "%s asks for automatic enrolment to become %s. Another person has to confirm it; if nobody has by %s, nothing is set."
              .formatted(
                  row.requestedBy(),
                  row.goal() == AutoEnrolment.ALL ? "Pilot first, then All" : row.goal().title(),
                  Moment.words(row.confirmBy()));
      case SET_ENROLMENT ->
          "Set automatic enrolment to %s%s. Handover reads it back and goes on only when the site shows it."
              .formatted(
                  row.stage().title(),
                  row.stage() == AutoEnrolment.PILOT
                      ? " with the collection that stands below"
                      : "");
      case DECIDE_ENROLMENT ->
          "%s No further devices are included meanwhile; those that are go on trying. Devices that have enrolled stay enrolled, whatever is decided."
              .formatted(row.sentence() == null ? "" : EnablementQueries.judged(row));
      case PUT_ENROLMENT_BACK ->
          "Set automatic enrolment back to %s, as it was; the site shows %s. Devices that have enrolled stay enrolled. Handover reads it back and ends only when the site shows it; until then it asks again a day after it was told that it is done."
              .formatted(row.beforeSetting().title(), shown(row));
    };
  }

  private String shown(EnablementRow row) {
    return reading
        .setting()
        .map(
            s ->
                s.setting() != row.beforeSetting()
                        || s.is(row.beforeSetting(), row.beforeCollection())
                    ? s.setting().title()
                    : s.setting().title() + " of another collection")
        .orElse("nothing yet");
  }

  private String outlook(EnablementRow row, List<Fact> facts, String shown) {
    if (row.goal() == AutoEnrolment.NONE) {
      return shown;
    }
    EnrolmentCandidates.Outlook outlook = candidates.outlook(AutoEnrolment.PILOT, row.collection());
    facts.add(
        new Fact(
            "Pilot",
            "%s would enrol, %s already"
                .formatted(
                    DeviceCount.devices(outlook.able()),
                    DeviceCount.of(outlook.enrolled(), "has", "have"))));
    cannot(outlook.not(), facts);
    facts.add(
        new Fact(
            "Enough is",
            "%s %% of those that can, within %s"
                .formatted(percent(row), DurationWords.of(row.within()))));
    return shown;
  }

  private static String percent(EnablementRow row) {
    return java.math.BigDecimal.valueOf(row.minEnrolled() * 100)
        .setScale(1, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private String counts(EnablementRow row, List<Fact> facts) {
    EnrolmentCounts counts = devices.counts(row);
    facts.add(
        new Fact(
            "Devices now",
            "%s enrolled, %s still trying, %s failed, %s with a code that is not known, %s cannot enrol"
                .formatted(
                    DeviceCount.number(counts.enrolled()),
                    DeviceCount.number(counts.trying()),
                    DeviceCount.number(counts.failed()),
                    DeviceCount.number(counts.unknown()),
                    DeviceCount.number(counts.unfit()))));
    cannot(counts.reasons(), facts);
    return "%s %d %d %d"
        .formatted(row.verdict(), counts.enrolled(), counts.failed(), counts.unknown());
  }

  private static void cannot(List<EnrolmentCounts.Reason> reasons, List<Fact> facts) {
    reasons.stream()
        .limit(REASONS)
        .forEach(
            r ->
                facts.add(
                    new Fact(
                        DeviceCount.devices(r.devices()),
                        r.code().startsWith("0x")
                            ? "%s (%s)".formatted(r.words(), r.code())
                            : r.words())));
    int rest = reasons.stream().skip(REASONS).mapToInt(EnrolmentCounts.Reason::devices).sum();
    if (rest > 0) {
      facts.add(new Fact("Other reasons", DeviceCount.devices(rest)));
    }
  }

  /** Of what is decided on: whoever goes on has seen this and nothing else. */
  private static String hash(EnablementRow row, EnablementKind kind, String seen) {
    String all =
        List.of(
                row.id(),
                kind.name(),
                row.goal().name(),
                row.stage().name(),
                String.valueOf(row.collection()),
                String.valueOf(row.minEnrolled()),
                row.within().toString(),
                row.reason(),
                seen)
            .stream()
            .collect(Collectors.joining("\n"));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

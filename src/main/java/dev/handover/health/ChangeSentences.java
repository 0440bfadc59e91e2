package dev.handover.health;

import static dev.handover.calendar.Moment.words;
import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.device.DeviceCount;
import dev.handover.health.GateRules.MetricRule;

/** What {@link Sentences} are to limits: the comparison with a control group in words. */
record ChangeSentences(MetricRule rule, Comparison comparison, Sentences sentences) {

  static String byLimit(MetricRule rule, Comparison comparison) {
    return "%s, so the share of devices %s is judged by its absolute limit of %s."
        .formatted(comparison.unable(), rule.title(), Percent.of(rule.limit()));
  }

  String soaking() {
    return "%s: compared with %s with Configuration Manager; %s, when the soak is over at %s%s."
        .formatted(
            rule.heading(),
            DeviceCount.of(
                comparison.seen().control().devices(), "device that stays", "devices that stay"),
            sentences.failed() ? "it was to be judged once" : "judged once",
            words(sentences.rules().soakEnds()),
            sentences.failed() ? ", and the wave has failed before that" : "");
  }

  String failed() {
    return "%s: all of it lies above the margin of %s. It is the move, for the control group has not fallen ill like that. It stays failed."
        .formatted(observed(), points(rule.change().margin()));
  }

  String passed() {
    return "%s: %s or more are ruled out.".formatted(observed(), points(rule.change().margin()));
  }

  String undecided() {
    return "%s: the margin of %s lies within it, so the devices are too few, or the excess too near the margin, to tell.%s"
        .formatted(observed(), points(rule.change().margin()), sentences.nextLook());
  }

  String openWouldDecide() {
    if (comparison.excess() == null) {
      return "%s: nothing reported to compare yet. The reports of the %s decide.%s"
          .formatted(rule.heading(), devices(comparison.open()), sentences.nextLook());
    }
    return "%s: with the %s not reported it may end between %s and %s, on either side of the margin of %s or upon it. %s%s"
        .formatted(
            observed(),
            DeviceCount.of(comparison.open(), "that has", "that have"),
            signed(comparison.best().lower()),
            signed(comparison.worst().upper()),
            points(rule.change().margin()),
            comparison.mayPass()
                ? "Their reports decide."
                : "However well they report, all of the devices together are too few to rule the margin out: a person decides, or a wider margin next time.",
            sentences.nextLook());
  }

  String tooFewOfControl() {
    ChangeEvidence.Group control = comparison.seen().control();
    int needed = sentences.needed(control.devices());
    return "%s: %s of %s of the control group reported since the wave began; %s.%s%s"
        .formatted(
            rule.heading(),
            number(control.reported()),
            devices(control.devices()),
            DeviceCount.of(needed, "is needed", "are needed"),
            sentences.failed()
                ? ""
                : " %s more would do.".formatted(number(needed - control.reported())),
            sentences.nextLook());
  }

  /**
   * "Devices with blue screens in 30 days: from 0.5 % to 31 % of 200 moved and from 0.5 % to 1 % of
   * 198 of the control group, 30.5 points more (95 % interval 23.6 to 37.1)".
   */
  private String observed() {
    if (comparison.excess() == null) {
      return rule.heading() + ": nothing reported to compare yet";
    }
    Estimate excess = comparison.excess();
    return "%s: from %s to %s of %s moved and from %s to %s of %s of the control group, %s (%s interval %s to %s)%s%s"
        .formatted(
            rule.heading(),
            share(comparison.moved().unhealthyBefore(), comparison.moved()),
            share(comparison.moved().unhealthyAfter(), comparison.moved()),
            number(comparison.moved().devices()),
            share(comparison.control().unhealthyBefore(), comparison.control()),
            share(comparison.control().unhealthyAfter(), comparison.control()),
            number(comparison.control().devices()),
            moreOrLess(excess.value()),
            Percent.of(rule.change().confidence()),
            signed(excess.lower()),
            signed(excess.upper()),
            silent(),
            comparison.seen().left() == 0
                ? ""
                : "; %s left the control group"
                    .formatted(DeviceCount.of(comparison.seen().left(), "has", "have")));
  }

  /** Of whom silence is counted as bad; nothing where it counts for nothing. */
  private String silent() {
    if (comparison.silent() == 0) {
      return "";
    }
    return "; %s of those moved and %s of the control group are silent, which counts as the same"
        .formatted(
            number(comparison.seen().moved().silent()),
            number(comparison.seen().control().silent()));
  }

  private static String share(int unhealthy, BeforeAfter group) {
    return Percent.of((double) unhealthy / group.devices());
  }

  private static String moreOrLess(double excess) {
    return points(Math.abs(excess)) + (excess < 0 ? " less" : " more");
  }

  /** A difference of two shares is no share of anything: 4.5 percentage points. */
  private static String points(double difference) {
    String number = Percent.number(difference);
    return number + (number.equals("1") ? " percentage point" : " percentage points");
  }

  private static String signed(double difference) {
    return Percent.number(difference).replace('-', '−');
  }
}

package dev.handover.health;

import static dev.handover.calendar.Moment.words;
import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;
import static dev.handover.health.Sentences.percent;

import dev.handover.device.DeviceCount;
import dev.handover.health.GateRules.MetricRule;

/** What {@link Sentences} are to limits: the comparison with a control group in words. */
record ChangeSentences(MetricRule rule, Comparison comparison, Sentences sentences) {

  static String byLimit(MetricRule rule, Comparison comparison) {
    return "%s, so the share of devices %s is judged by its absolute limit of %s."
        .formatted(comparison.unable(), rule.title(), percent(rule.limit()));
  }

  String soaking() {
    return "%s: compared with %s with Configuration Manager; judged once, when the soak is over at %s."
        .formatted(
            rule.heading(),
            DeviceCount.of(
                comparison.seen().control().devices(), "device that stays", "devices that stay"),
            words(sentences.rules().soakEnds()));
  }

  String failed() {
    return "%s: all of it lies above the margin of %s. It is the move, for the control group has not fallen ill like that. It stays failed."
        .formatted(observed(), percent(rule.change().margin()));
  }

  String passed() {
    return "%s: %s or more is ruled out.".formatted(observed(), percent(rule.change().margin()));
  }

  String undecided() {
    return "%s: the margin of %s lies within it, so the devices are too few, or the excess too near the margin, to tell.%s"
        .formatted(observed(), percent(rule.change().margin()), sentences.nextLook());
  }

  String openWouldDecide() {
    return "%s: with the %s not reported it may end between %s and %s, on either side of the margin of %s or upon it. Their reports decide.%s"
        .formatted(
            observed(),
            DeviceCount.of(comparison.open(), "that has", "that have"),
            signed(comparison.best().lower()),
            signed(comparison.worst().upper()),
            percent(rule.change().margin()),
            sentences.nextLook());
  }

  String tooFewOfControl() {
    ChangeEvidence.Group control = comparison.seen().control();
    int needed = sentences.needed(control.devices());
    return "%s: %s of %s of the control group reported since the wave began; %s. %s more would do.%s"
        .formatted(
            rule.heading(),
            number(control.reported()),
            devices(control.devices()),
            DeviceCount.of(needed, "is needed", "are needed"),
            number(needed - control.reported()),
            sentences.nextLook());
  }

  /**
   * "With blue screens in 30 days: from 0.5 % to 31 % of 200 devices moved and from 0.5 % to 1 % of
   * 198 of the control group, 30.5 % more (95 % interval 23.6 % to 37.1 %)".
   */
  private String observed() {
    if (comparison.excess() == null) {
      return rule.heading() + ": nothing reported to compare yet";
    }
    Estimate excess = comparison.excess();
    return "%s: from %s to %s of %s moved and from %s to %s of %s of the control group, %s (%s interval %s to %s)%s"
        .formatted(
            rule.heading(),
            share(comparison.moved().unhealthyBefore(), comparison.moved()),
            share(comparison.moved().unhealthyAfter(), comparison.moved()),
            devices(comparison.moved().devices()),
            share(comparison.control().unhealthyBefore(), comparison.control()),
            share(comparison.control().unhealthyAfter(), comparison.control()),
            number(comparison.control().devices()),
            moreOrLess(excess.value()),
            percent(rule.change().confidence()),
            signed(excess.lower()),
            signed(excess.upper()),
            comparison.seen().left() == 0
                ? ""
                : "; %s left the control group"
                    .formatted(DeviceCount.of(comparison.seen().left(), "has", "have")));
  }

  private static String share(int unhealthy, BeforeAfter group) {
    return percent((double) unhealthy / group.devices());
  }

  private static String moreOrLess(double excess) {
    String percent = percent(excess);
    return percent.startsWith("-") ? percent.substring(1) + " less" : percent + " more";
  }

  private static String signed(double share) {
    return percent(share).replace('-', '−');
  }
}

package dev.handover.dashboard;

import dev.handover.health.SignalRegistry;
import dev.handover.rollout.MetricCourse;
import java.util.List;
import java.util.Locale;

/**
 * How the evidence on a metric came in: a table, from which the browser draws.
 *
 * @param title of the metric
 */
public record CourseChart(String title, MetricCourse course) {

  static List<CourseChart> of(List<MetricCourse> courses, SignalRegistry signals) {
    return courses.stream().map(c -> new CourseChart(signals.heading(c.name()), c)).toList();
  }

  /** {@code 4.2 %}; a dash for null. */
  public String percent(Double share) {
    return share == null ? "–" : Wording.percent(share);
  }

  /** Rate, ends of the interval and test as a script reads them; the first is empty for null. */
  public String drawn(MetricCourse.Point p) {
    return (p.rate() == null ? "" : exact(p.rate()))
        + ",%s,%s,%s".formatted(exact(p.lower()), exact(p.upper()), exact(p.llr()));
  }

  private static String exact(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  public String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
  }
}

package dev.handover.health;

import dev.handover.health.Strata.Stratum;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** The rules by which others decide, each as it is, on the same waves as the gate. */
final class StopRules {

  private StopRules() {}

  /** What becomes of a wave by itself. */
  enum End {
    ADVANCED,
    STOPPED,
    /** Neither: a person finds it. */
    LEFT
  }

  /**
   * @param hour at which it is known; the devices that have switched by then are exposed
   * @param quarantined the parts that were taken out of it before, in order of time
   */
  record Outcome(End end, int hour, List<Quarantined> quarantined) {

    Outcome(End end, int hour) {
      this(end, hour, List.of());
    }

    Optional<Quarantined> firstOf(Set<Stratum> parts) {
      return quarantined.stream().filter(q -> parts.contains(q.part())).findFirst();
    }

    boolean anyBut(Set<Stratum> parts) {
      return quarantined.stream().anyMatch(q -> !parts.contains(q.part()));
    }
  }

  record Quarantined(Stratum part, int hour) {}

  /** How a wave ends under a rule that looks every hour. */
  interface Rule {
    Outcome judge(SimulatedWave wave);
  }

  /**
   * Configuration Manager, phased deployments: the next phase begins when so many percent of the
   * devices succeeded, a deferral after that. There is nothing that stops one.
   */
  static Rule configMgr(double successPercent) {
    return wave -> {
      for (int hour = 1; hour <= SimulatedWave.HOURS; hour++) {
        if (100.0 * wave.healthy[hour] >= successPercent * wave.size) {
          return new Outcome(
              End.ADVANCED, Math.min(SimulatedWave.HOURS, Math.max(hour, SimulatedWave.SOAK)));
        }
      }
      return new Outcome(End.LEFT, SimulatedWave.HOURS);
    };
  }

  /**
   * hawkBit, ThresholdRolloutGroupSuccessCondition and …ErrorCondition: a device ends once, as
   * finished or as an error; more than so many percent of errors pause the rollout, at least so
   * many percent finished start the next group.
   */
  static Rule hawkBit(double successPercent, double errorPercent) {
    return wave -> {
      for (int hour = 1; hour <= SimulatedWave.HOURS; hour++) {
        if (100.0 * wave.errors[hour] > errorPercent * wave.size) {
          return new Outcome(End.STOPPED, hour);
        }
        if (100.0 * wave.finished[hour] >= successPercent * wave.size) {
          return new Outcome(End.ADVANCED, hour);
        }
      }
      return new Outcome(End.LEFT, SimulatedWave.HOURS);
    };
  }

  /**
   * Argo Rollouts, analysis: a measurement an hour for as long as the soak; it fails where the
   * share of bad reports exceeds the limit, and is an error where nobody reported. More failures
   * than {@code failureLimit}, or more errors in a row than {@code consecutiveErrorLimit}, stop it;
   * with the last measurement it is successful.
   */
  static Rule argo(double limit, int failureLimit, int consecutiveErrorLimit) {
    return wave -> {
      int failures = 0;
      int errorsInARow = 0;
      for (int hour = 1; hour <= SimulatedWave.SOAK; hour++) {
        if (wave.reports[hour] == 0) {
          errorsInARow++;
        } else {
          errorsInARow = 0;
          failures += (double) wave.badReports[hour] / wave.reports[hour] > limit ? 1 : 0;
        }
        if (failures > failureLimit || errorsInARow > consecutiveErrorLimit) {
          return new Outcome(End.STOPPED, hour);
        }
      }
      return new Outcome(End.ADVANCED, SimulatedWave.SOAK);
    };
  }

  /**
   * Kayenta, NetflixACAJudge: every eight hours the hourly shares of bad reports of the wave and of
   * its control by Mann–Whitney. A metric is high where the whole confidence interval of the shift
   * lies above a quarter of the Hodges–Lehmann estimate, and the score is then 0; missing values
   * are removed, and with none at all the score is 100.
   */
  static Rule kayenta(double confidence) {
    return wave -> {
      for (int hour = 8; hour <= SimulatedWave.SOAK; hour += 8) {
        double[] canary = shares(wave.badReports, wave.reports, hour);
        double[] baseline = shares(wave.controlBadReports, wave.controlReports, hour);
        if (canary.length > 0 && baseline.length > 0 && high(canary, baseline, confidence)) {
          return new Outcome(End.STOPPED, hour);
        }
      }
      return new Outcome(End.ADVANCED, SimulatedWave.SOAK);
    };
  }

  private static boolean high(double[] canary, double[] baseline, double confidence) {
    // An interval above a shift is a one-sided test of that shift; and who is not above 0 is not
    // above more.
    double error = (1 - confidence) / 2;
    return p(canary, baseline, 0) < error
        && p(canary, baseline, .25 * hodgesLehmann(canary, baseline)) < error;
  }

  private static double p(double[] canary, double[] baseline, double shift) {
    double first = canary[0];
    if (Arrays.stream(canary).allMatch(x -> x == first)
        && Arrays.stream(baseline).allMatch(x -> x == first)) {
      return 1;
    }
    return MannWhitneyUTest.withDefaults()
        .with(AlternativeHypothesis.GREATER_THAN)
        .with(org.apache.commons.statistics.inference.PValueMethod.ASYMPTOTIC)
        .withMu(shift)
        .test(canary, baseline)
        .getPValue();
  }

  private static double hodgesLehmann(double[] canary, double[] baseline) {
    double[] shifts = new double[canary.length * baseline.length];
    int i = 0;
    for (double x : canary) {
      for (double y : baseline) {
        shifts[i++] = x - y;
      }
    }
    Arrays.sort(shifts);
    return Math.abs((shifts[(shifts.length - 1) / 2] + shifts[shifts.length / 2]) / 2);
  }

  private static double[] shares(int[] bad, int[] all, int upTo) {
    return IntStream.rangeClosed(1, upTo)
        .filter(h -> all[h] > 0)
        .mapToDouble(h -> (double) bad[h] / all[h])
        .toArray();
  }
}

package dev.handover.health;

import dev.handover.health.GateSimulation.Count;
import dev.handover.health.GateSimulation.Scenario;
import dev.handover.health.StopRules.Rule;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Made-up rollouts, 136,000 of them, through the gate and through the rules of others: how often
 * each errs, and how many devices a bad change reaches before it is stopped. Prints tables and
 * draws the chart of the README.
 */
@Tag("bench")
class GateSimulationBenchTest {

  private static final int ROLLOUTS = 8_000;

  private static final int TUNING = 2_000;

  private static final String GATE = "Handover";

  /** Each rule with one screw, from its strictest setting to its mildest. */
  private record Peer(String name, String screw, DoubleFunction<Rule> rule, double[] settings) {

    /** One that never stops a wave keeps it from going on by leaving it where it is. */
    double kept(Count count) {
      return count.rate()
          + (name.equals("ConfigMgr") ? (double) count.left() / count.rollouts() : 0);
    }
  }

  private static final List<Peer> PEERS =
      List.of(
          new Peer("ConfigMgr", "success %", StopRules::configMgr, down(99, 80)),
          new Peer("hawkBit", "error %", e -> StopRules.hawkBit(90, e), up(1, 20)),
          new Peer("Argo Rollouts", "failureLimit", f -> StopRules.argo(.1, (int) f, 4), up(0, 72)),
          new Peer(
              "Kayenta",
              "confidence",
              StopRules::kayenta,
              new double[] {.9, .98, .99, .995, .998, .999, .9999}));

  @Test
  void simulation() throws IOException {
    Map<String, Rule> asTheyAre = new LinkedHashMap<>();
    asTheyAre.put("ConfigMgr: 95 % succeeded", StopRules.configMgr(95));
    asTheyAre.put("hawkBit: 95 % finished, 5 % errors", StopRules.hawkBit(95, 5));
    asTheyAre.put("Argo: failureLimit 0", StopRules.argo(.1, 0, 4));
    asTheyAre.put("Kayenta: confidence 98 %", StopRules.kayenta(.98));
    int played = 0;
    for (Scenario scenario : GateSimulation.scenarios()) {
      table(scenario, asTheyAre);
      played += ROLLOUTS;
    }
    System.out.printf("%,d rollouts%n", played);
    sameFalseStops();
  }

  private static void table(Scenario scenario, Map<String, Rule> peers) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put(GATE, new SimulatedGate(scenario.p0(), scenario.p1()));
    rules.putAll(peers);
    List<Count> counts = GateSimulation.play(scenario, List.copyOf(rules.values()), ROLLOUTS);
    System.out.printf(
        Locale.ROOT,
        "%n%s: pilot %d, %.1f %% bad, %s%n%-36s %10s %10s %10s %10s %10s %10s %10s %10s %10s %8s%n",
        scenario.name(),
        scenario.pilot(),
        100 * scenario.truth().overall(),
        scenario.beyond() ? "less than the limit overall" : scenario.good() ? "α 1 %" : "β 5 %",
        "",
        scenario.good() ? "stopped" : "advanced",
        "at most",
        scenario.good() ? "advanced" : "stopped",
        "a person",
        "part out",
        "other out",
        "at most",
        "exposed",
        "through",
        "days");
    int i = 0;
    for (String name : rules.keySet()) {
      Count c = counts.get(i++);
      System.out.printf(
          Locale.ROOT,
          "%-36s %8.2f %% %8.2f %% %8.2f %% %8.2f %% %8.2f %% %8.2f %% %8.2f %% %10s %8.2f %% %8.1f%n",
          name,
          100 * c.rate(),
          100 * c.upperBound(),
          100.0 * c.right() / c.rollouts(),
          100.0 * c.left() / c.rollouts(),
          100.0 * c.quarantined() / c.rollouts(),
          100.0 * c.mistaken() / c.rollouts(),
          100 * c.upperBound(c.mistaken()),
          scenario.good() ? "–" : String.format(Locale.ROOT, "%.1f", c.exposed()),
          100.0 * c.through() / c.rollouts(),
          c.hours() / 24);
    }
  }

  /**
   * Each peer at the strictest setting with which it keeps no more good pilots from going on than
   * the gate stops, over all good pilots of this size; then the bad ones.
   */
  private static void sameFalseStops() throws IOException {
    List<Scenario> good =
        GateSimulation.scenarios().stream().filter(s -> s.pilot() == 150 && s.good()).toList();
    double allowed = 0;
    for (Scenario s : good) {
      allowed += GateSimulation.play(s, List.of(gate()), ROLLOUTS).get(0).rate() / good.size();
    }
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put(GATE, gate());
    System.out.printf(Locale.ROOT, "%nAt the gate's false stops, %.2f %%:%n", 100 * allowed);
    for (Peer peer : PEERS) {
      tune(peer, good, allowed, rules);
    }
    List<Scenario> bad =
        GateSimulation.scenarios().stream().filter(s -> s.pilot() == 150 && !s.good()).toList();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(520)
            .title("Devices that a bad change reaches before it is stopped")
            .yAxisTitle("devices of 3,000, mean of %,d rollouts".formatted(ROLLOUTS))
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(1.0);
    chart.getStyler().setXAxisLabelRotation(30);
    chart.getStyler().setAvailableSpaceFill(.8);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    Map<String, List<Double>> exposed = new LinkedHashMap<>();
    for (Scenario s : bad) {
      List<Count> counts = GateSimulation.play(s, List.copyOf(rules.values()), ROLLOUTS);
      int i = 0;
      for (String name : rules.keySet()) {
        Count c = counts.get(i++);
        exposed.computeIfAbsent(name, n -> new ArrayList<>()).add(c.exposed());
        System.out.printf(
            Locale.ROOT,
            "%-30s %-36s exposed %6.1f, advanced %6.2f %%, through %6.2f %%, days %.1f%n",
            s.name(),
            name,
            c.exposed(),
            100 * c.rate(),
            100.0 * c.through() / c.rollouts(),
            c.hours() / 24);
      }
    }
    List<String> names = bad.stream().map(Scenario::name).toList();
    exposed.forEach((name, means) -> chart.addSeries(name, names, means));
    Path file = Path.of("src/docs/gate-simulation.svg");
    Files.createDirectories(file.getParent());
    VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    System.out.println("chart: " + file);
  }

  private static void tune(
      Peer peer, List<Scenario> good, double allowed, Map<String, Rule> rules) {
    List<Rule> settings = DoubleStream.of(peer.settings()).mapToObj(peer.rule()).toList();
    double[] kept = new double[settings.size()];
    for (Scenario s : good) {
      List<Count> counts = GateSimulation.play(s, settings, TUNING);
      for (int i = 0; i < kept.length; i++) {
        kept[i] += peer.kept(counts.get(i)) / good.size();
      }
    }
    int i = 0;
    while (i < kept.length - 1 && kept[i] > allowed) {
      i++;
    }
    String name = "%s, %s %s".formatted(peer.name(), peer.screw(), plain(peer.settings()[i]));
    System.out.printf(Locale.ROOT, "%-36s stops %.2f %%%n", name, 100 * kept[i]);
    rules.put(name, settings.get(i));
  }

  private static Rule gate() {
    return new SimulatedGate(.02, .10);
  }

  private static String plain(double setting) {
    return setting == Math.rint(setting) ? "%.0f".formatted(setting) : "%s".formatted(setting);
  }

  private static double[] up(int from, int to) {
    return IntStream.rangeClosed(from, to).asDoubleStream().toArray();
  }

  private static double[] down(int from, int to) {
    return IntStream.rangeClosed(-from, -to).mapToDouble(x -> -x).toArray();
  }
}

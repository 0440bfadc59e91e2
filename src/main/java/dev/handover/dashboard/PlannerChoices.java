package dev.handover.dashboard;

import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.device.DeviceCollection;
import dev.handover.device.DeviceCount;
import dev.handover.device.Devices;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Stratum;
import dev.handover.rollout.FreeSites;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.RolloutWithWaves;
import dev.handover.workload.RecommendedOrder;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What there is to choose from while a rollout is planned. */
@Component
class PlannerChoices {

  /** More boxes to tick than this help nobody: the names are typed then. */
  private static final int BOXES = 24;

  /** A smaller part than one in so many is no place for a rollout. */
  private static final int FEW = 20;

  private final Devices devices;
  private final MaintenanceWindows windows;
  private final SignalRegistry signals;
  private final Overview overview;
  private final FreeSites free;

  PlannerChoices(
      Devices devices,
      MaintenanceWindows windows,
      SignalRegistry signals,
      Overview overview,
      FreeSites free) {
    this.devices = devices;
    this.windows = windows;
    this.signals = signals;
    this.overview = overview;
    this.free = free;
  }

  /**
   * Each by its value, with the words for it.
   *
   * @param sites empty where there are too many to tick, {@code collections} likewise
   */
  public record Choices(
      Map<String, String> workloads,
      Map<String, String> sites,
      Map<String, String> collections,
      Map<String, String> windows,
      Map<String, String> signals,
      Map<String, String> strata) {}

  /**
   * A workload to begin with.
   *
   * @param devices that Configuration Manager still has authority over
   * @param why it cannot be moved now; null where it can
   * @param under titles of rollouts that move it now
   */
  public record Begin(
      String slug, String title, int devices, int atIntune, String why, List<String> under) {}

  /** Those first that no rollout moves now, and those last that cannot be moved. */
  List<Begin> begin() {
    return overview.sliders().stream()
        .map(
            s ->
                new Begin(
                    s.slug(),
                    s.title(),
                    s.atConfigurationManager(),
                    s.atIntune(),
                    why(s.slider()),
                    under(s.slug())))
        .sorted(
            Comparator.comparing((Begin b) -> b.why() != null)
                .thenComparing(b -> !b.under().isEmpty()))
        .toList();
  }

  private List<String> under(String workload) {
    return overview.rollouts().stream()
        .map(RolloutWithWaves::rollout)
        .filter(r -> r.endedAt() == null && r.workload().slug().equals(workload))
        .map(RolloutView::title)
        .toList();
  }

  private static String why(Slider slider) {
    return switch (slider) {
      case INTUNE -> "Its slider stands at Intune; nothing is left to move.";
      case CONFIGURATION_MANAGER ->
          "Its slider stands at Configuration Manager; park it at Pilot Intune first.";
      case PILOT_INTUNE -> null;
    };
  }

  /** How many devices a workload has left to move; 0 where that is not known yet. */
  int left(Workload workload) {
    return overview.sliders().stream()
        .filter(s -> s.slug().equals(workload.slug()))
        .mapToInt(SliderCard::atConfigurationManager)
        .sum();
  }

  /**
   * The sites to begin with, for plans that meet no other rollout, and how many devices the one
   * with the fewest has there; none where they meet none anyway, where hardly a device is left to
   * move there, and where the sites are too many to tick.
   */
  FreeSites.Free free(List<Workload> workloads) {
    // Of a large fleet it takes seconds to tell: nobody waits for what could not be shown.
    boolean none =
        sites().isEmpty()
            || overview.rollouts().stream().allMatch(r -> r.rollout().endedAt() != null);
    return none
        ? FreeSites.Free.NONE
        : workloads.stream()
            .map(w -> enough(free.of(w), left(w)))
            .filter(found -> !found.sites().isEmpty())
            .reduce(FreeSites.Free::and)
            .orElse(FreeSites.Free.NONE);
  }

  private static FreeSites.Free enough(FreeSites.Free found, int left) {
    return found.devices() < left / FEW ? FreeSites.Free.NONE : found;
  }

  private Map<String, String> sites() {
    return boxes(overview.sites().stream().filter(s -> !s.isBlank() && !s.contains(",")));
  }

  /** Workloads that can be moved now, in their order: with devices to move, and no rollout yet. */
  List<Workload> movable() {
    Set<String> free =
        begin().stream()
            .filter(b -> b.why() == null && b.devices() > 0 && b.under().isEmpty())
            .map(Begin::slug)
            .collect(Collectors.toSet());
    return RecommendedOrder.all().stream().filter(w -> free.contains(w.slug())).toList();
  }

  /** The workloads in their order, each with why it cannot be moved now, or how much there is. */
  Map<String, String> inOrder() {
    Map<String, Begin> known =
        begin().stream().collect(Collectors.toMap(Begin::slug, Function.identity()));
    Map<String, String> titles = new LinkedHashMap<>();
    RecommendedOrder.all().forEach(w -> titles.put(w.slug(), told(w, known.get(w.slug()))));
    return titles;
  }

  private static String told(Workload workload, Begin begin) {
    if (begin == null) {
      return workload.title();
    }
    String now = begin.under().isEmpty() ? "" : ", in a rollout now";
    return begin.why() == null
        ? "%s: %s to move%s".formatted(workload.title(), DeviceCount.devices(begin.devices()), now)
        : "%s: %s".formatted(workload.title(), begin.why());
  }

  Choices of(PlanForm form) {
    Map<String, String> workloads = new LinkedHashMap<>();
    Arrays.stream(Workload.values()).forEach(w -> workloads.put(w.slug(), w.title()));
    Map<String, String> measured = new LinkedHashMap<>();
    signals.all().stream()
        .filter(s -> s.workloads().stream().anyMatch(w -> w.slug().equals(form.value("workload"))))
        .forEach(s -> measured.put(s.name(), signals.heading(s.name())));
    Set<String> pilots =
        overview.sliders().stream().map(SliderCard::pilotCollection).collect(Collectors.toSet());
    return new Choices(
        workloads,
        sites(),
        boxes(
            devices.collections().stream()
                .filter(c -> !c.builtIn() && !pilots.contains(c.name()))
                .map(DeviceCollection::name)),
        named(windows.all().stream().map(MaintenanceWindow::name)),
        measured,
        strata());
  }

  private static Map<String, String> strata() {
    Map<String, String> strata = new LinkedHashMap<>();
    for (Stratum each : Stratum.values()) {
      strata.put(
          each.key(),
          switch (each) {
            case MODEL -> "Model";
            case OS_BUILD -> "OS build";
            case SITE -> "Site";
          });
    }
    return strata;
  }

  private static Map<String, String> boxes(Stream<String> names) {
    Map<String, String> boxes = named(names);
    return boxes.size() > BOXES ? Map.of() : boxes;
  }

  private static Map<String, String> named(Stream<String> names) {
    Map<String, String> named = new LinkedHashMap<>();
    names.forEach(name -> named.put(name, name));
    return named;
  }
}

package dev.handover.dashboard;

import dev.handover.authority.AuthorityQueries.WorkloadAuthority;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.Locale;

/**
 * A workload's slider as the console draws it, with what it means for the fleet.
 *
 * @param position the stylesheet's name of where the knob stands: {@code pilot-intune}
 * @param shareIntune share of co-managed devices at Intune, in percent
 */
public record SliderCard(
    String slug,
    String title,
    Slider slider,
    String position,
    int atConfigurationManager,
    int atIntune,
    double shareIntune,
    int pilot,
    String pilotCollection,
    int drift) {

  static SliderCard of(WorkloadAuthority w) {
    int all = w.atConfigurationManager() + w.atIntune();
    return new SliderCard(
        w.workload().slug(),
        w.workload().title(),
        w.slider(),
        w.slider().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        w.atConfigurationManager(),
        w.atIntune(),
        all == 0 ? 0 : 100.0 * w.atIntune() / all,
        w.pilot(),
        w.pilotCollectionName() == null ? w.pilotCollection() : w.pilotCollectionName(),
        w.drift());
  }

  /** The workload that takes this one along to Intune, whatever its own slider says; else null. */
  public String follows() {
    return slider != Slider.CONFIGURATION_MANAGER || atIntune == 0
        ? null
        : Arrays.stream(Workload.values())
            .filter(lead -> lead.implied().contains(Workload.of(slug)))
            .map(Workload::title)
            .findFirst()
            .orElse(null);
  }

  public Slider[] positions() {
    return Slider.values();
  }

  /** The share as words: never 0 % or 100 % where a few devices say otherwise. */
  public String share() {
    if (atIntune == 0) {
      return "0 %";
    }
    if (atConfigurationManager == 0) {
      return "100 %";
    }
    if (shareIntune < 1) {
      return "below 1 %";
    }
    return shareIntune > 99 ? "above 99 %" : Math.round(shareIntune) + " %";
  }
}

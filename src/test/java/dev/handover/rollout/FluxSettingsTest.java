package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FluxSettingsTest {

  @Test
  void a_share_counts_whole_devices_and_a_handful_may_always_be_in_flux() {
    FluxSettings settings = new FluxSettings(null, 0.75, 0.8, 50);

    assertThat(settings.most(1_001)).isEqualTo(750);
    assertThat(settings.most(20)).isEqualTo(50);
    assertThat(settings.mostAtSite(1_001)).isEqualTo(800);
    assertThat(settings.mostAtSite(3)).isEqualTo(50);
  }

  @Test
  void a_number_of_devices_holds_in_all_however_large_the_fleet() {
    FluxSettings settings = new FluxSettings(30, 0.75, 0.8, 50);

    assertThat(settings.most(1_000_000)).isEqualTo(30);
    assertThat(settings.most(20)).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.5, 0.5, 0, max-devices",
    ", 0, 0.5, 0, max-share",
    ", 1.1, 0.5, 0, max-share",
    ", NaN, 0.5, 0, max-share",
    ", 0.5, -1, 0, max-share-per-site",
    ", 0.5, 0.5, -1, small"
  })
  void a_setting_out_of_range_stops_the_start_and_is_named(
      Integer devices, double share, double perSite, int small, String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FluxSettings(devices, share, perSite, small))
        .withMessageStartingWith("handover.flux." + name + " must be");
  }
}

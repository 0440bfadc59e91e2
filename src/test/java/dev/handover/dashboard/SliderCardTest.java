package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import org.junit.jupiter.api.Test;

/** What a slider's card says beside the slider. */
class SliderCardTest {

  @Test
  void where_its_own_slider_does_not_say_why_it_is_at_intune_the_card_does() {
    assertThat(card(Workload.ENDPOINT_PROTECTION, Slider.CONFIGURATION_MANAGER, 9).follows())
        .isEqualTo(Workload.DEVICE_CONFIGURATION.title());
    assertThat(card(Workload.ENDPOINT_PROTECTION, Slider.CONFIGURATION_MANAGER, 0).follows())
        .isNull();
    assertThat(card(Workload.ENDPOINT_PROTECTION, Slider.PILOT_INTUNE, 9).follows()).isNull();
    assertThat(card(Workload.CLIENT_APPS, Slider.CONFIGURATION_MANAGER, 9).follows()).isNull();
  }

  private static SliderCard card(Workload workload, Slider slider, int atIntune) {
    return new SliderCard(
        workload.slug(), workload.title(), slider, "", 0, atIntune, 100, 0, "Pilot", 0);
  }
}

package dev.handover.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class DeviceCountTest {

  @Test
  void one_is_told_in_the_singular_and_all_others_in_the_plural() {
    assertThat(DeviceCount.devices(1)).isEqualTo("1 device");
    assertThat(DeviceCount.devices(0)).isEqualTo("0 devices");
    assertThat(DeviceCount.devices(2)).isEqualTo("2 devices");
    assertThat(DeviceCount.of(1, "is left", "are left")).isEqualTo("1 is left");
    assertThat(DeviceCount.of(2, "is left", "are left")).isEqualTo("2 are left");
  }

  @Test
  void thousands_are_parted_by_commas_wherever_the_machine_stands() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(DeviceCount.devices(9461)).isEqualTo("9,461 devices");
      assertThat(DeviceCount.number(1_000_000)).isEqualTo("1,000,000");
    } finally {
      Locale.setDefault(before);
    }
  }
}

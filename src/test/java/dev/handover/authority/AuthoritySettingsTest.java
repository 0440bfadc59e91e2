package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.authority.AuthoritySettings.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthoritySettingsTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT1M, 0.2, writes must be between 1 and 1000000",
    "1000001, PT1M, 0.2, writes must be between 1 and 1000000",
    "10, PT0.5S, 0.2, window must be between PT1S and PT1H",
    "10, PT2H, 0.2, window must be between PT1S and PT1H",
    "10, PT1M, -0.1, rollback-share must be between 0 and 0.9",
    "10, PT1M, 0.91, rollback-share must be between 0 and 0.9",
    "10, PT1M, NaN, rollback-share must be between 0 and 0.9",
    "1, PT1M, 0.2, leaves nothing for moves",
  })
  void a_bad_value_is_refused_with_its_name_and_range(
      int writes, Duration window, double share, String sentence) {
    assertThatThrownBy(() -> new Limits(writes, window, share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("handover.authority.configmgr")
        .hasMessageContaining(sentence);
  }

  @Test
  void the_rollbacks_part_is_rounded_up() {
    assertThat(new Limits(10, Duration.ofMinutes(1), 0.2).forward()).isEqualTo(8);
    assertThat(new Limits(7, Duration.ofMinutes(1), 0.2).forward()).isEqualTo(5);
    assertThat(new Limits(200, Duration.ofSeconds(20), 0).forward()).isEqualTo(200);
  }
}

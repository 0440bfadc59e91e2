package dev.handover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings of remote actions: what is left out is sane, what is wrong stops the start. */
class RemoteSettingsTest {

  @Test
  void what_is_left_out_is_sane() {
    RemoteSettings settings = bind(Map.of());
    assertThat(settings.syncAfterMove()).isTrue();
    assertThat(settings.limits().writes()).isEqualTo(100);
    assertThat(settings.limits().window()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.restartsAtOnce()).isEqualTo(50);
    assertThat(settings.outcomeWithin(false)).isEqualTo(Duration.ofDays(1));
    assertThat(settings.outcomeWithin(true)).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @CsvSource({
    "writes, 0",
    "writes, 201",
    "window, PT0.5S",
    "people-share, 0.95",
    "people-share, NaN",
    "sync-after, P2D",
    "read-every, PT10S",
    "outcome-within, PT1M",
    "destructive-outcome-within, P100D",
    "approve-within, P60D",
    "restarts-at-once, 0"
  })
  void a_bad_value_stops_the_start_with_its_name(String name, String value) {
    assertThatThrownBy(() -> bind(Map.of("handover.remote." + name, value)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContaining("handover.remote." + name);
  }

  @Test
  void a_share_that_leaves_nothing_for_syncs_stops_it_too() {
    assertThatThrownBy(
            () ->
                bind(Map.of("handover.remote.writes", "1", "handover.remote.people-share", "0.5")))
        .rootCause()
        .hasMessageContaining("leaves nothing for syncs after moves");
  }

  private static RemoteSettings bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("handover.remote", RemoteSettings.class);
  }
}

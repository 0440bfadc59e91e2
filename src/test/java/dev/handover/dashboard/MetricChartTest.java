package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.health.SignalRegistry;
import dev.handover.rollout.WaveState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricChartTest {

  @Test
  void a_metric_that_its_limit_judges_has_no_comparison() throws Exception {
    MetricChart chart = chart("");

    assertThat(chart.compared()).isFalse();
    assertThat(chart.comparison()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "compared":true,"confidence":0.9,"margin":0.02,"excess":-0.004,"lower":-0.01,"upper":0.002 \
          | true | −0.4 % over the control group (90 % interval −1 % … 0.2 %), margin 2 %
          "compared":true,"confidence":0.9,"margin":0.02 \
          | true | nothing to compare with the control group yet, margin 2 %
          "compared":false,"notComparedBecause":"There is no control group" \
          | false | judged by its absolute limit: There is no control group
          """)
  void a_comparison_is_told_or_why_there_is_none(String change, boolean compared, String words)
      throws Exception {
    MetricChart chart = chart(",\"change\":{" + change + "}");

    assertThat(chart.title()).isEqualTo("With blue screens in 30 days");
    assertThat(chart.compared()).isEqualTo(compared);
    assertThat(chart.comparison()).isEqualTo(words);
  }

  @Test
  void what_fails_a_wave_stands_first() throws Exception {
    assertThat(
            MetricChart.of(
                new ObjectMapper()
                    .readTree(
                        """
                        {"metrics":[
                          {"name":"check-in-missing","verdict":"HOLD_INSUFFICIENT","limit":0.05},
                          {"name":"blue-screens","verdict":"FAIL","limit":0.05,"advisory":true},
                          {"name":"defender-unhealthy","verdict":"FAIL","limit":0.05}]}"""),
                WaveState.FAILED,
                new SignalRegistry(null)))
        .extracting(MetricChart::title)
        .containsExactly(
            "Whose Defender is off or needs attention",
            "Not seen for 48 hours",
            "With blue screens in 30 days");
  }

  private static MetricChart chart(String more) throws JsonProcessingException {
    return MetricChart.of(
            new ObjectMapper()
                .readTree("{\"metrics\":[{\"name\":\"blue-screens\",\"limit\":0.05" + more + "}]}"),
            WaveState.SOAKING,
            // A signal that Handover knows by itself: no database is asked.
            new SignalRegistry(null))
        .get(0);
  }
}

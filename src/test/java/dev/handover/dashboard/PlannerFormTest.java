package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlannerFormTest {

  @Test
  void a_wrong_duration_is_told_in_the_words_of_the_form() {
    assertThat(PlannerForm.told("This must be a duration, such as P3D or PT12H (soak.pilot)."))
        .isEqualTo("This must be a duration, such as 3 days or 12 hours (Watch the pilot for).");
  }
}

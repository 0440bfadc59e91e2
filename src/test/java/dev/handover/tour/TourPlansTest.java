package dev.handover.tour;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.handover.health.Signals;
import dev.handover.plan.Plans;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;

class TourPlansTest {

  @ParameterizedTest
  @ValueSource(strings = {"runs-through", "waits-for-approval", "regresses"})
  void every_plan_of_the_tour_is_one(String name) throws Exception {
    String plan =
        new ClassPathResource("tour/%s.yaml".formatted(name))
            .getContentAsString(StandardCharsets.UTF_8);

    assertThatCode(() -> new Plans(Signals.names()).parse(plan)).doesNotThrowAnyException();
  }
}

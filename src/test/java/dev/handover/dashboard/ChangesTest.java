package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.rollout.RolloutQueries;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What open pages are told of. */
class ChangesTest extends PageStage {

  private final Overview overview = mock(Overview.class);
  private final Changes changes = new Changes(overview, new RolloutQueries(jdbc), journal);

  @Test
  void a_rollout_has_changed_when_it_or_a_wave_of_it_has_and_not_before() {
    rollout();
    Set<String> watched = Set.of("R-1", "R-NONE", Changes.FLEET);
    assertThat(changes.among(watched)).as("the first look has nothing to compare with").isEmpty();
    assertThat(changes.among(watched)).isEmpty();
    jdbc.sql("update wave set judged_at = current_timestamp").update();
    assertThat(changes.among(watched)).containsExactly("R-1");
    jdbc.sql("update rollout set paused = true").update();
    assertThat(changes.among(watched)).containsExactly("R-1");
    assertThat(changes.among(watched)).isEmpty();
  }

  @Test
  void the_fleet_has_changed_with_what_the_dashboard_shows_or_with_the_journal() {
    Set<String> watched = Set.of(Changes.FLEET);
    changes.among(watched);
    when(overview.mark()).thenReturn(7);
    assertThat(changes.among(watched)).containsExactly(Changes.FLEET);
    when(journal.newest()).thenReturn(1L);
    assertThat(changes.among(watched)).containsExactly(Changes.FLEET);
    assertThat(changes.among(watched)).isEmpty();
    assertThat(changes.among(Set.of())).isEmpty();
  }
}

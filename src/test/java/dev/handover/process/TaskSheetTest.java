package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a task shows, as the engine keeps it. */
class TaskSheetTest {

  /** One character more, and the task could not be opened. */
  @Test
  void words_are_cut_to_what_the_engine_keeps_and_short_ones_are_not() {
    Map<String, Object> shown =
        new TaskSheet(new ObjectMapper()).variables(brief("x".repeat(4001)));
    assertThat((String) shown.get("reasons")).hasSize(4000).endsWith("x…");
    assertThat(shown).containsEntry("summary", "Short.").containsEntry("atRisk", "");
  }

  private static TaskBrief brief(String reasons) {
    return new TaskBrief(
        TaskKind.DECIDE_FAILED_WAVE,
        "Decide failed wave: Office",
        "Short.",
        "/rollouts/R-1",
        reasons,
        "",
        List.of(),
        List.of(),
        "hash",
        null,
        null);
  }
}

package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.estate.RemoteAction;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteWorkflow.Question;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Remote actions on the pages of a device and of a wave. */
class RemoteActionsPageTest extends PageStage {

  @BeforeEach
  void aDevice() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, intune_id, name, join_state, management_state)
            values (5, 'e', 'i', 'PC-5', 'ENTRA_JOINED', 'CO_MANAGED')""")
        .update();
  }

  @Test
  void only_what_may_be_asked_for_is_offered_and_what_follows_is_said() throws Exception {
    String none = page("/devices/5");
    assertThat(none).contains("None has been asked for.").doesNotContain("data-act");
    when(remoteDesk.offer(any(), any()))
        .thenReturn(
            new RemoteDesk.Offer(
                List.of(RemoteAction.RESTART, RemoteAction.WIPE), "PC-5 is part of R-1."));
    String page = page("/devices/5");
    assertThat(page)
        .contains(
            "data-path=\"/api/devices/5/actions\"",
            "{&quot;action&quot;:&quot;restart&quot;}",
            "may lose what is not saved",
            "Another person has to approve it first.",
            "PC-5 is part of R-1.")
        .containsPattern(
            "id=\"remote-wipe\"[^>]*class=\"grave\"|class=\"grave\"[^>]*id=\"remote-wipe\"")
        .doesNotContain("remote-sync");
  }

  @Test
  void what_has_become_of_each_is_told_and_what_people_typed_is_inert() throws Exception {
    action("RESTART", "TIMED_OUT", null, "No reply came.");
    action("WIPE", "AWAITING_APPROVAL", "DESTRUCTIVE", null);
    jdbc.sql(
            """
            insert into remote_action
              (device_id, device_name, intune_id, action, state, open_as, requested_by,
               requested_at, reason, rollout_id, wave_no, order_id, due_at)
            values (5, 'PC-5', 'i', 'SYNC', 'REQUESTED', 'SYNC', 'handover', :at, 'moved', 'R-1', 2,
                    7, :at)""")
        .param("at", Sql.time(TestClock.START))
        .update();
    for (String path : List.of("/devices/5", "/devices/5/remote")) {
      assertThat(page(path))
          .contains(
              "no end known",
              "No reply came.",
              "waits for approval",
              "refused by itself",
              "by Handover, after its move",
              "/rollouts/R-1/waves/2",
              "not before",
              "&lt;script&gt;alert(1)&lt;/script&gt;")
          .doesNotContain("<script>alert");
    }
  }

  @Test
  void an_approval_that_waits_stands_on_the_dashboard() throws Exception {
    when(remoteDesk.questions(any()))
        .thenReturn(
            List.of(
                new Question(
                    "t1",
                    "A-2",
                    "Wipe PC-5",
                    TestClock.START,
                    TestClock.START.plus(Duration.ofDays(2)),
                    List.of(),
                    null)));
    assertThat(page("/dashboard/live"))
        .contains("Wipe PC-5", "task=t1", "refused by itself")
        .doesNotContain("Nothing waits for you.");
  }

  private void action(String action, String state, String openAs, String failure) {
    jdbc.sql(
            """
            insert into remote_action
              (device_id, device_name, intune_id, action, state, open_as, requested_by,
               requested_at, reason, failure, expires_at)
            values (5, 'PC-5', 'i', :action, :state, :openAs, 'admin', :at, :reason, :failure, :at)""")
        .param("action", action)
        .param("state", state)
        .param("openAs", openAs)
        .param("at", Sql.time(TestClock.START))
        .param("reason", HOSTILE)
        .param("failure", failure)
        .update();
  }
}

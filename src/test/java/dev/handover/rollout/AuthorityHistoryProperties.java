package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * What holds through every history of moves, ways back, enrolments and retirements, in 10,000
 * worlds: 20 times 500 that live side by side in one database and share no device and no rollout.
 */
class AuthorityHistoryProperties {

  private static final DataSource H2 = TestDatabase.h2();
  private static final int LIVES = 20;
  private static final int WORLDS = 500;
  private static final int ROUNDS = 4;
  private static int worlds;

  @Property(tries = LIVES, shrinking = ShrinkingMode.OFF)
  void one_authority_one_rollout_and_every_move_can_be_undone(@ForAll long seed) {
    AuthorityHistories histories = new AuthorityHistories(H2, new SplittableRandom(seed), WORLDS);
    histories.live(ROUNDS);
    worlds += WORLDS;
    assertThat(histories.moved.size()).isBetween(WORLDS / 2, WORLDS);
    assertThat(histories.putBack.size()).isBetween(WORLDS / 5, WORLDS);
    assertThat(histories.contended.size()).isBetween(WORLDS / 10, WORLDS / 2);
  }

  @AfterContainer
  static void these_were_10_000_worlds() {
    assertThat(worlds).isEqualTo(10_000);
  }
}

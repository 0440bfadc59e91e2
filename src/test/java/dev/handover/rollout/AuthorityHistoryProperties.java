package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * What holds through every history of moves and ways back: 130 worlds of 100 histories each, of
 * which about a fifth end at once because another rollout holds a device.
 */
class AuthorityHistoryProperties {

  private static final DataSource H2 = TestDatabase.h2();
  private static final int HISTORIES = 100;
  private static final int ROUNDS = 8;

  @Property(tries = 130, shrinking = ShrinkingMode.OFF)
  void one_authority_one_rollout_and_every_move_can_be_undone(@ForAll long seed) {
    new AuthorityHistories(H2, new SplittableRandom(seed), HISTORIES).live(ROUNDS);
  }

  @Example
  void the_histories_are_worth_their_name() {
    AuthorityHistories histories = new AuthorityHistories(H2, new SplittableRandom(1), HISTORIES);
    histories.live(ROUNDS);
    assertThat(histories.refused).isBetween(1, HISTORIES / 4);
    assertThat(histories.moved).isGreaterThan(HISTORIES / 2);
  }
}

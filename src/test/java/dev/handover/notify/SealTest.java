package dev.handover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SealTest {

  private final Seal seal = seal("a key of thirty-one characters");

  @Test
  void what_is_sealed_opens_under_its_own_key_and_never_looks_the_same() throws NotTaken {
    String kept = seal.close("Bearer s3cret");
    assertThat(kept).startsWith("sealed:").doesNotContain("s3cret");
    assertThat(seal.close("Bearer s3cret")).isNotEqualTo(kept);
    assertThat(seal.open(kept)).isEqualTo("Bearer s3cret");
    assertThat(seal.close(null)).isNull();
    assertThat(seal.open(null)).isNull();
  }

  @Test
  void under_another_key_or_none_it_stays_closed_and_says_why() {
    String kept = seal.close("Bearer s3cret");
    for (String key : new String[] {"another key that is as long", ""}) {
      assertThatThrownBy(() -> seal(key).open(kept))
          .isInstanceOf(NotTaken.class)
          .hasMessage(
              "Its secret was kept under another handover.notify.secret-key than is set now.");
    }
  }

  @Test
  void without_a_key_nothing_is_kept_and_a_short_one_is_refused() {
    assertThat(seal.possible()).isTrue();
    assertThat(seal("").possible()).isFalse();
    assertThat(seal(null).possible()).isFalse();
    assertThatThrownBy(() -> seal("short"))
        .hasMessageStartingWith("handover.notify.secret-key has 5 characters; it needs 20 or more");
  }

  private static Seal seal(String key) {
    return new Seal(NotifyStage.settings(key));
  }
}

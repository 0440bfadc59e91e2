package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ByteLinesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Property(tries = 300)
  void lines_are_those_of_the_text_however_it_arrives(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>();
    int count = random.nextInt(1, 60);
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(10) == 0 ? random.nextInt(990, 70_000) : random.nextInt(200);
      lines.add("x".repeat(length));
    }
    boolean ended = random.nextBoolean();
    String text = String.join("\n", lines) + (ended ? "\n" : "");
    if (!ended && lines.get(count - 1).isEmpty()) {
      lines.remove(count - 1);
    }
    assertThat(read(new Drips(text, random)))
        .isEqualTo(lines.stream().map(l -> l.length() > 1_000 ? "too long" : l).toList());
  }

  @Example
  void a_line_may_have_a_thousand_bytes_and_no_more() throws IOException {
    assertThat(read(stream("x".repeat(1_000) + "\n" + "x".repeat(1_001))))
        .containsExactly("x".repeat(1_000), "too long");
    assertThat(read(stream(""))).isEmpty();
    assertThat(read(stream("\n\n"))).containsExactly("", "");
  }

  @Example
  void a_body_without_an_end_is_given_up() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return length;
          }
        };
    assertThatThrownBy(() -> read(endless))
        .isInstanceOf(UnfitBody.class)
        .hasMessage("The body is longer than 128 MB.");
  }

  @Example
  void a_body_that_comes_too_slowly_is_given_up() {
    assertThatThrownBy(() -> new ByteLines(stream("x\n"), Duration.ZERO).next())
        .isInstanceOf(UnfitBody.class)
        .hasMessageContaining("did not come within 0 seconds");
  }

  private static List<String> read(InputStream in) throws IOException {
    ByteLines lines = new ByteLines(in, PATIENCE);
    List<String> read = new ArrayList<>();
    while (lines.next()) {
      assertThat(lines.number()).isEqualTo(read.size() + 1);
      read.add(
          lines.tooLong()
              ? "too long"
              : new String(
                  lines.buffer(), lines.start(), lines.length(), StandardCharsets.US_ASCII));
    }
    assertThat(lines.next()).isFalse();
    return read;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Gives what it has in pieces. */
  private static final class Drips extends InputStream {

    private final InputStream in;
    private final SplittableRandom random;

    Drips(String text, SplittableRandom random) {
      this.in = stream(text);
      this.random = random;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return in.read(into, offset, Math.min(length, random.nextInt(1, 3_000)));
    }
  }
}

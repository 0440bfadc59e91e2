package dev.handover.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqlTest {

  @Test
  void chunks_hold_every_value_once_and_stay_below_the_limit_of_a_statement() {
    List<Integer> values = IntStream.range(0, 12_345).boxed().toList();

    List<List<Integer>> chunks = Sql.chunks(values);

    assertThat(chunks).allMatch(chunk -> !chunk.isEmpty() && chunk.size() <= 5_000);
    assertThat(chunks.stream().flatMap(List::stream)).containsExactlyElementsOf(values);
    assertThat(Sql.chunks(List.of())).isEmpty();
  }
}

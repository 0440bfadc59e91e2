package dev.handover.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

class TemporaryTableTest {

  private static final TemporaryTable TABLE =
      new TemporaryTable("some_row", List.of("id bigint", "text varchar"));

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.h2(), TestDatabase.postgres());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void oneTransactionsTableHoldsUpNoOther(DataSource database) {
    int[] rows = new int[2];
    TestDatabase.transactions(database)
        .executeWithoutResult(
            outer -> {
              rows[0] = fill(database, "one");
              rows[1] =
                  CompletableFuture.supplyAsync(
                          () ->
                              TestDatabase.transactions(database)
                                  .execute(inner -> fill(database, "two", "three")))
                      .orTimeout(20, TimeUnit.SECONDS)
                      .join();
            });
    assertThat(rows).containsExactly(1, 2);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void keepsWhatTheTransactionDidBefore(DataSource database) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.execute("create table kept (id bigint)");
    TestDatabase.transactions(database)
        .executeWithoutResult(
            status -> {
              jdbc.update("insert into kept values (1)");
              fill(database, "one");
              TABLE.fill(
                  new NamedParameterJdbcTemplate(database),
                  "select id, 'x' from kept where id = :id",
                  Map.of("id", 1));
              assertThat(count(jdbc)).isEqualTo(1);
              status.setRollbackOnly();
            });
    assertThat(jdbc.queryForObject("select count(*) from kept", Integer.class)).isZero();
    assertThatThrownBy(() -> count(jdbc)).hasMessageContaining("some_row");
  }

  @Test
  void needsATransaction() {
    assertThatThrownBy(() -> fill(TestDatabase.h2(), "one"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("some_row");
  }

  private static int fill(DataSource database, String... texts) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    TABLE.fill(
        jdbc,
        sink -> {
          for (String text : texts) {
            sink.add(1L, text);
          }
        });
    return count(jdbc);
  }

  private static int count(JdbcTemplate jdbc) {
    return jdbc.queryForObject("select count(*) from some_row", Integer.class);
  }
}

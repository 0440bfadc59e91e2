package dev.handover.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

class EmptyTableTest {

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.h2(), TestDatabase.postgres());
  }

  private static void create(JdbcTemplate jdbc) {
    jdbc.execute(
        "create table thing (id bigint primary key, code varchar(8) unique, name varchar(8))");
    jdbc.execute("create index thing_by_name on thing (name, id)");
    jdbc.execute("create table part (thing_id bigint references thing (id))");
  }

  private static int fill(DataSource database, String values) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    return TestDatabase.transactions(database)
        .execute(
            tx ->
                EmptyTable.fill(
                    jdbc, "thing", () -> jdbc.update("insert into thing values " + values)));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void says_how_many_rows_came_be_there_some_or_none(DataSource database) {
    create(new JdbcTemplate(database));
    assertThat(fill(database, "(1, 'a', 'x'), (2, 'b', 'x')")).isEqualTo(2);
    assertThat(fill(database, "(3, 'c', 'x')")).isEqualTo(1);
    assertThatThrownBy(() -> fill(database, "(4, 'c', 'x')"))
        .isInstanceOf(DuplicateKeyException.class);
  }

  @Test
  void leaves_the_indexes_as_they_were_on_failure_too() {
    DataSource database = TestDatabase.postgres();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    create(jdbc);
    List<Map<String, Object>> before = indexes(jdbc);
    assertThat(before).hasSize(3);
    assertThatThrownBy(() -> fill(database, "(1, 'a', 'x'), (2, 'a', 'x')"))
        .isInstanceOf(DuplicateKeyException.class);
    assertThat(indexes(jdbc)).isEqualTo(before);
    fill(database, "(1, 'a', 'x'), (2, 'b', 'x')");
    assertThat(indexes(jdbc)).isEqualTo(before);
  }

  @Test
  void has_no_index_to_keep_while_it_fills_an_empty_table_only() {
    DataSource database = TestDatabase.postgres();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    create(jdbc);
    assertThat(indexesWhileFilling(database, jdbc, 1)).isEqualTo(1);
    assertThat(indexesWhileFilling(database, jdbc, 2)).isEqualTo(3);
  }

  private static int indexesWhileFilling(DataSource database, JdbcTemplate jdbc, int id) {
    return TestDatabase.transactions(database)
        .execute(
            tx ->
                EmptyTable.fill(
                    jdbc,
                    "thing",
                    () -> {
                      jdbc.update("insert into thing (id) values (?)", id);
                      return indexes(jdbc).size();
                    }));
  }

  private static List<Map<String, Object>> indexes(JdbcTemplate jdbc) {
    return jdbc.queryForList(
        "select indexname, indexdef, (select pg_get_constraintdef(c.oid) from pg_constraint c"
            + " where c.conname = indexname) as made_by from pg_indexes where tablename = 'thing'"
            + " order by indexname");
  }
}

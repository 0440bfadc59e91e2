package dev.handover;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TestDatabaseTest {

  @Test
  void the_schema_migrates_on_both_databases() {
    assertThat(devices(TestDatabase.h2())).isZero();
    assertThat(devices(TestDatabase.postgres())).isZero();
  }

  @Test
  void databases_do_not_see_each_other() {
    DataSource one = TestDatabase.postgres();
    JdbcClient.create(one)
        .sql("insert into collection (id, name, built_in) values ('X', 'X', false)")
        .update();
    TestDatabase.empty(TestDatabase.postgres(), "collection");

    assertThat(
            JdbcClient.create(one)
                .sql("select count(*) from collection")
                .query(Long.class)
                .single())
        .isOne();
  }

  private static long devices(DataSource dataSource) {
    return JdbcClient.create(dataSource)
        .sql("select count(*) from device")
        .query(Long.class)
        .single();
  }
}

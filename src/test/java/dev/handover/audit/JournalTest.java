package dev.handover.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

class JournalTest {

  @Nested
  class OnH2 extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  @Nested
  class OnPostgres extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  @EnableTransactionManagement(proxyTargetClass = true)
  @Import(Journal.class)
  static class Wiring {}

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Contract {

    private final TestClock clock = new TestClock(Instant.parse("2026-11-23T12:00:00.123456789Z"));
    private AnnotationConfigApplicationContext context;
    private Journal journal;
    private JdbcClient jdbc;
    private TransactionTemplate transactions;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      DataSource dataSource = dataSource();
      jdbc = JdbcClient.create(dataSource);
      context = new AnnotationConfigApplicationContext();
      context.registerBean(JdbcClient.class, () -> jdbc);
      context.registerBean(Clock.class, () -> clock);
      context.registerBean(
          PlatformTransactionManager.class, () -> new DataSourceTransactionManager(dataSource));
      context.register(Wiring.class);
      context.refresh();
      journal = context.getBean(Journal.class);
      transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    @AfterAll
    void stop() {
      context.close();
    }

    @BeforeEach
    void empty() {
      jdbc.sql("delete from journal").update();
      jdbc.sql("delete from journal_head").update();
      jdbc.sql("insert into journal_head (id, seq, hash) values (1, 0, '')").update();
    }

    @Test
    void an_entry_reads_back_as_it_was_written_to_the_microsecond() {
      append("alice", "approved", "wave 1", "r1", "looks good");

      JournalEntry entry = journal.page(null, Journal.SORTING.usual(), 0, 10).get(0);

      assertThat(entry.seq()).isEqualTo(1);
      assertThat(entry.at()).isEqualTo("2026-11-23T12:00:00.123456Z");
      assertThat(entry.actor()).isEqualTo("alice");
      assertThat(entry.action()).isEqualTo("approved");
      assertThat(entry.subject()).isEqualTo("wave 1");
      assertThat(entry.rolloutId()).isEqualTo("r1");
      assertThat(entry.details()).isEqualTo("looks good");
      assertThat(entry.previous()).isEmpty();
      assertThat(entry.hash()).matches("[0-9a-f]{64}").isEqualTo(entry.expectedHash());
    }

    @Test
    void each_entry_carries_the_hash_of_the_one_before_and_the_head_that_of_the_newest() {
      append(3);

      List<JournalEntry> newestFirst = journal.page(null, Journal.SORTING.usual(), 0, 10);
      assertThat(newestFirst).extracting(JournalEntry::seq).containsExactly(3L, 2L, 1L);
      assertThat(newestFirst.get(0).previous()).isEqualTo(newestFirst.get(1).hash());
      assertThat(newestFirst.get(1).previous()).isEqualTo(newestFirst.get(2).hash());
      assertThat(journal.verify())
          .isEqualTo(new Verification(true, 3, newestFirst.get(0).hash(), null));
    }

    @Test
    void an_empty_journal_is_intact() {
      assertThat(journal.verify()).isEqualTo(new Verification(true, 0, "", null));
    }

    @Test
    void nothing_is_appended_outside_the_transaction_of_what_it_tells_of() {
      assertThatThrownBy(() -> journal.append("alice", "approved", "wave 1", null, ""))
          .isInstanceOf(IllegalTransactionStateException.class);
      assertThat(journal.count(null)).isZero();
    }

    @Test
    void an_entry_disappears_with_the_transaction_that_is_rolled_back_and_leaves_no_gap() {
      append(1);
      transactions.executeWithoutResult(
          status -> {
            journal.append("alice", "approved", "wave 1", null, "");
            status.setRollbackOnly();
          });
      append(1);

      assertThat(journal.count(null)).isEqualTo(2);
      assertThat(journal.verify().intact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            update journal set details = 'never' where seq = 3                          | 3
            update journal set actor = 'mallory' where seq = 3                          | 3
            update journal set action = 'rejected' where seq = 3                        | 3
            update journal set subject = 'wave 9' where seq = 3                         | 3
            update journal set rollout_id = 'r2' where seq = 3                          | 3
            update journal set rollout_id = null where seq = 3                          | 3
            update journal set at = timestamp with time zone '2020-01-01 00:00:00+00:00' where seq = 3 | 3
            update journal set actor = 'ali', action = 'ceapproved' where seq = 3       | 3
            update journal set hash = repeat('0', 64) where seq = 3                     | 3
            update journal set previous = repeat('0', 64) where seq = 3                 | 3
            delete from journal where seq = 1                                           | 1
            delete from journal where seq = 3                                           | 3
            delete from journal where seq = 5                                           | 5
            delete from journal where seq >= 4                                          | 4
            delete from journal                                                         | 1
            update journal set seq = 6 where seq = 5                                    | 5
            update journal set seq = 0 where seq = 1                                    | 0
            update journal set seq = seq + 1 where seq = 5                              | 5
            update journal_head set hash = repeat('0', 64)                              | 5
            update journal_head set seq = 4                                             | 4
            update journal_head set seq = 6                                             | 6
            delete from journal_head                                                    | 0
            """)
    void tampering_is_found_at_its_first_place(String tampering, long firstBroken) {
      append(5);

      jdbc.sql(tampering).update();

      Verification verification = journal.verify();
      assertThat(verification.intact()).isFalse();
      assertThat(verification.firstBroken()).isEqualTo(firstBroken);
    }

    @Test
    void two_entries_that_have_changed_places_are_found() {
      append(5);

      jdbc.sql("update journal set seq = 99 where seq = 2").update();
      jdbc.sql("update journal set seq = 2 where seq = 3").update();
      jdbc.sql("update journal set seq = 3 where seq = 99").update();

      assertThat(journal.verify().firstBroken()).isEqualTo(2);
    }

    @Test
    void an_entry_forged_behind_the_head_is_found() {
      append(2);
      JournalEntry last = journal.page(null, Journal.SORTING.usual(), 0, 1).get(0);
      jdbc.sql(
              """
              insert into journal (seq, at, actor, action, subject, details, previous, hash)
              values (3, current_timestamp, 'mallory', 'approved', 'wave 1', '', :previous, :hash)
              """)
          .param("previous", last.hash())
          .param("hash", "0".repeat(64))
          .update();

      assertThat(journal.verify().firstBroken()).isEqualTo(3);
    }

    @Test
    void a_journal_longer_than_one_read_is_verified_to_its_end() {
      append(2_001);
      assertThat(journal.verify().intact()).isTrue();

      jdbc.sql("update journal set details = 'never' where seq = 2001").update();
      assertThat(journal.verify().firstBroken()).isEqualTo(2_001);
    }

    @Test
    void concurrent_transactions_make_one_unbroken_chain() throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<?>> all =
            List.of(
                threads.submit(() -> appendOneByOne(25)),
                threads.submit(() -> appendOneByOne(25)),
                threads.submit(() -> appendOneByOne(25)),
                threads.submit(() -> appendOneByOne(25)));
        for (Future<?> one : all) {
          one.get();
        }
      } finally {
        threads.shutdownNow();
      }

      assertThat(journal.verify()).extracting(Verification::entries).isEqualTo(100L);
      assertThat(journal.verify().intact()).isTrue();
    }

    @Test
    void pages_show_one_rollout_or_all_newest_first() {
      for (int n = 1; n <= 5; n++) {
        append("alice", "a" + n, "s", n % 2 == 0 ? "even" : "odd", "");
        clock.advance(Duration.ofSeconds(1));
      }

      assertThat(journal.page("odd", Journal.SORTING.usual(), 0, 2))
          .extracting(JournalEntry::action)
          .containsExactly("a5", "a3");
      assertThat(journal.page("odd", Journal.SORTING.usual(), 1, 2))
          .extracting(JournalEntry::action)
          .containsExactly("a1");
      assertThat(journal.page(null, Journal.SORTING.usual(), 1, 3))
          .extracting(JournalEntry::action)
          .containsExactly("a2", "a1");
      assertThat(journal.count("even")).isEqualTo(2);
      assertThat(journal.count(null)).isEqualTo(5);
    }

    @Test
    void text_that_a_database_would_refuse_is_made_storable_and_stays_verifiable() {
      append(
          "alice", "approved", "x".repeat(300), "r1", "nul \0, half \ud83d, " + "€".repeat(5_000));

      JournalEntry entry = journal.page("r1", Journal.SORTING.usual(), 0, 1).get(0);
      assertThat(entry.subject()).hasSize(200).endsWith("x…");
      assertThat(entry.details()).hasSize(4_000).startsWith("nul \ufffd, half ?, €").endsWith("€…");
      assertThat(journal.verify().intact()).isTrue();
    }

    @Test
    void an_entry_without_an_actor_or_an_action_is_refused() {
      assertThatThrownBy(() -> append(" ", "approved", "wave 1", null, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("actor");
      assertThatThrownBy(() -> append("alice", null, "wave 1", null, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("action");
    }

    private void append(int entries) {
      transactions.executeWithoutResult(
          status -> {
            for (int n = 0; n < entries; n++) {
              journal.append("alice", "approved", "wave 1", "r1", "");
            }
          });
    }

    private void appendOneByOne(int entries) {
      for (int n = 0; n < entries; n++) {
        append(1);
      }
    }

    private void append(
        String actor, String action, String subject, String rolloutId, String details) {
      transactions.executeWithoutResult(
          status -> journal.append(actor, action, subject, rolloutId, details));
    }
  }
}

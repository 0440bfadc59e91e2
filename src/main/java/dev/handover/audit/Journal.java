package dev.handover.audit;

import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import dev.handover.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The append-only journal. Each entry carries the hash of the one before it, and one row, the head,
 * carries the hash of the newest; so altering, deleting, reordering or truncating rows shows.
 *
 * <p>An entry is written in the transaction of what it tells of: both commit or neither does.
 */
@Repository
public class Journal {

  /** The orders of {@link #page}; entries are appended in the order of time. */
  public static final Sorting SORTING = Sorting.usually("at,desc").by("at", "seq ^");

  private static final int VERIFIED_AT_ONCE = 1_000;
  private static final int ACTOR = 64;
  private static final int ACTION = 60;
  private static final int SUBJECT = 200;
  private static final int DETAILS = 4_000;

  private static final RowMapper<JournalEntry> ENTRY =
      (rs, row) ->
          new JournalEntry(
              rs.getLong("seq"),
              Sql.instant(rs, "at"),
              rs.getString("actor"),
              rs.getString("action"),
              rs.getString("subject"),
              rs.getString("rollout_id"),
              rs.getString("details"),
              rs.getString("previous"),
              rs.getString("hash"));

  private final JdbcClient jdbc;
  private final Clock clock;

  Journal(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Appends an entry. Waits for any other transaction that has appended and not yet ended, so
   * append last: places follow the order of commits.
   *
   * @param actor at most 64 characters
   * @param action at most 60 characters
   * @param subject shortened to 200 characters: a long name must not undo what it names
   * @param rolloutId null where the entry belongs to no rollout
   * @param details shortened to 4,000 characters; null is empty
   * @return the entry's place
   * @throws org.springframework.transaction.IllegalTransactionStateException outside a transaction
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public long append(
      String actor, String action, String subject, String rolloutId, String details) {
    String who = required("actor", actor, ACTOR);
    String what = required("action", action, ACTION);
    String on = shortened(Objects.requireNonNullElse(subject, ""), SUBJECT);
    String rest = shortened(Objects.requireNonNullElse(details, ""), DETAILS);

    Head head =
        jdbc.sql("select seq, hash from journal_head where id = 1 for update")
            .query((rs, row) -> new Head(rs.getLong("seq"), rs.getString("hash"), 0))
            .optional()
            .orElseThrow(() -> new IllegalStateException("the journal has lost its head row"));
    long seq = head.seq() + 1;
    // Read under the lock, and to what the databases keep: the hash must survive reading back.
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String hash = JournalEntry.hash(head.hash(), seq, at, who, what, on, rolloutId, rest);

    jdbc.sql(
            """
            insert into journal
              (seq, at, actor, action, subject, rollout_id, details, previous, hash)
            values (:seq, :at, :actor, :action, :subject, :rollout, :details, :previous, :hash)
            """)
        .param("seq", seq)
        .param("at", Sql.time(at))
        .param("actor", who)
        .param("action", what)
        .param("subject", on)
        .param("rollout", rolloutId)
        .param("details", rest)
        .param("previous", head.hash())
        .param("hash", hash)
        .update();
    jdbc.sql("update journal_head set seq = :seq, hash = :hash where id = 1")
        .param("seq", seq)
        .param("hash", hash)
        .update();
    return seq;
  }

  /**
   * One page of entries.
   *
   * @param rolloutId null for the whole journal
   * @param sort one of {@link #SORTING}
   * @param page from 0
   */
  public List<JournalEntry> page(String rolloutId, Sort sort, int page, int size) {
    return jdbc.sql(
            "select * from journal %s order by %s limit :size offset :skip"
                .formatted(of(rolloutId), SORTING.orderBy(sort)))
        .param("rollout", rolloutId)
        .param("size", size)
        .param("skip", (long) page * size)
        .query(ENTRY)
        .list();
  }

  /** How many entries {@link #page} can show. */
  public long count(String rolloutId) {
    return jdbc.sql("select count(*) from journal " + of(rolloutId))
        .param("rollout", rolloutId)
        .query(Long.class)
        .single();
  }

  /** The place of the newest entry; 0 while there is none. */
  public long newest() {
    return jdbc.sql("select max(seq) from journal_head").query(Long.class).optional().orElse(0L);
  }

  /** The same for each of these rollouts that has any. */
  public Map<String, Long> newest(Collection<String> rolloutIds) {
    Map<String, Long> newest = new HashMap<>();
    jdbc.sql(
            "select rollout_id, max(seq) as seq from journal where rollout_id in (:ids)"
                + " group by rollout_id")
        .param("ids", rolloutIds)
        .query(
            rs -> {
              newest.put(rs.getString("rollout_id"), rs.getLong("seq"));
            });
    return newest;
  }

  private static String of(String rolloutId) {
    return rolloutId == null ? "" : "where rollout_id = :rollout";
  }

  /**
   * Recomputes every hash up to the head as it stands now. Blocks nobody; entries appended
   * meanwhile are not looked at.
   */
  public Verification verify() {
    // Head and last entry in one statement, hence of one moment: they are written together.
    Head head =
        jdbc.sql(
                """
                select h.seq, h.hash, (select coalesce(max(j.seq), 0) from journal j) as last_seq
                from journal_head h
                where h.id = 1
                """)
            .query(
                (rs, row) ->
                    new Head(rs.getLong("seq"), rs.getString("hash"), rs.getLong("last_seq")))
            .optional()
            .orElse(null);
    if (head == null) {
      return new Verification(false, 0, "", 0L);
    }
    Long broken = firstBroken(head);
    return new Verification(broken == null, head.seq(), head.hash(), broken);
  }

  private Long firstBroken(Head head) {
    long expected = 1;
    String previous = "";
    long after = Long.MIN_VALUE;
    while (true) {
      List<JournalEntry> entries = entriesAfter(after, head.seq());
      for (JournalEntry entry : entries) {
        if (entry.seq() != expected
            || !entry.previous().equals(previous)
            || !entry.hash().equals(entry.expectedHash())) {
          return Math.min(expected, entry.seq());
        }
        previous = entry.hash();
        expected++;
      }
      if (entries.size() < VERIFIED_AT_ONCE) {
        break;
      }
      after = expected - 1;
    }
    if (expected <= head.seq()) {
      return expected;
    }
    if (!previous.equals(head.hash())) {
      return head.seq();
    }
    return head.lastSeq() > head.seq() ? head.seq() + 1 : null;
  }

  private List<JournalEntry> entriesAfter(long after, long last) {
    return jdbc.sql(
            """
            select * from journal
            where seq > :after and seq <= :last
            order by seq
            limit :size
            """)
        .param("after", after)
        .param("last", last)
        .param("size", VERIFIED_AT_ONCE)
        .query(ENTRY)
        .list();
  }

  private static String required(String field, String value, int limit) {
    if (value == null || value.isBlank() || value.length() > limit) {
      throw new IllegalArgumentException(
          "a journal entry's %s has 1 to %d characters, not '%s'".formatted(field, limit, value));
    }
    return storable(value);
  }

  private static String shortened(String value, int limit) {
    if (value.length() <= limit) {
      return storable(value);
    }
    return storable(value.substring(0, limit - 1)) + "…";
  }

  /** PostgreSQL stores neither NUL nor half a surrogate pair. */
  private static String storable(String value) {
    String wellFormed = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return wellFormed.replace('\0', '�');
  }

  private record Head(long seq, String hash, long lastSeq) {}
}

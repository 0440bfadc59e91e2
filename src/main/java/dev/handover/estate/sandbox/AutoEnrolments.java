package dev.handover.estate.sandbox;

import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite.EnrolmentFailure;
import dev.handover.estate.ConfigMgrSite.EnrolmentReading;
import dev.handover.estate.EstateException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Automatic enrolment at the simulated site: whoever it includes tries to enrol when it next
 * fetches policy, and three times more, a quarter of an hour apart, where that fails with a code
 * that may pass. To be called with the world locked.
 *
 * <p>What becomes of an attempt follows from the seed, the device and the number of the attempt.
 */
final class AutoEnrolments {

  static final String PILOT = "HND00022";

  private static final long RETRY = 900;
  private static final int RETRIES = 3;

  /** That pass, or may. */
  private static final long ENTRA_NOT_READY = 0x8018002BL;

  private static final long NO_ANSWER = 0x80072EE2L;

  /** That do not; the last one stands in no table. */
  private static final long[] FOR_GOOD = {0x80180018L, 0x80180014L, 0x80180026L, 0x80CF4018L};

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;

  AutoEnrolments(JdbcClient jdbc, NamedParameterJdbcTemplate batch) {
    this.jdbc = jdbc;
    this.batch = batch;
  }

  /** The setting as it is at first, with a collection of devices that are not enrolled. */
  void makeIfNone() {
    if (jdbc.sql("select count(*) from sandbox_auto_enrolment").query(Integer.class).single() > 0) {
      return;
    }
    jdbc.sql("insert into sandbox_auto_enrolment (id, setting) values (1, 'NONE')").update();
    jdbc.sql(
            """
            insert into sandbox_collection (id, name, built_in)
            values (:id, 'Co-management enrolment pilot', false)
            """)
        .param("id", PILOT)
        .update();
    jdbc.sql(
            """
            insert into sandbox_rule (collection_id, resource_id, direct_rule, member)
            select :id, resource_id, true, true from sandbox_device
            where resource_id is not null and intune_id is null and not third_party_mdm
              and mod(id, 3) = 0
            """)
        .param("id", PILOT)
        .update();
  }

  EnrolmentReading read() {
    return jdbc.sql("select setting, collection_id from sandbox_auto_enrolment where id = 1")
        .query(
            (rs, n) ->
                new EnrolmentReading(
                    AutoEnrolment.valueOf(rs.getString("setting")), rs.getString("collection_id")))
        .single();
  }

  /**
   * @return whether it was something else before
   * @throws EstateException for a pilot of no collection, or of one that comes with the product
   */
  boolean set(long now, AutoEnrolment setting, String collection) {
    EnrolmentReading before = read();
    String of = setting == AutoEnrolment.PILOT ? collection : before.collectionId();
    EnrolmentReading after = new EnrolmentReading(setting, of);
    if (setting == AutoEnrolment.PILOT && !usable(of)) {
      throw new EstateException(
          "automatic enrolment of a pilot needs a collection of your own, not %s".formatted(of));
    }
    if (before.equals(after)) {
      return false;
    }
    jdbc.sql(
            """
            update sandbox_auto_enrolment set setting = :setting, collection_id = :collection
            where id = 1
            """)
        .param("setting", setting.name())
        .param("collection", of)
        .update();
    schedule(after, now);
    return true;
  }

  private boolean usable(String collection) {
    return jdbc.sql("select count(*) from sandbox_collection where id = :id and not built_in")
            .param("id", collection)
            .query(Integer.class)
            .single()
        > 0;
  }

  /** Whoever has come into the pilot enrols, too. */
  void membersChanged(String collection, long at) {
    EnrolmentReading now = read();
    if (now.setting() == AutoEnrolment.PILOT && collection.equals(now.collectionId())) {
      schedule(now, at);
    }
  }

  /** Those that have given up stay so; those that are no longer included try no more. */
  private void schedule(EnrolmentReading setting, long at) {
    String included =
        switch (setting.setting()) {
          case NONE -> "1 = 0";
          case ALL -> "1 = 1";
          case PILOT ->
              """
              d.resource_id in (
                select r.resource_id from sandbox_rule r
                where r.collection_id = :collection and r.member)""";
        };
    jdbc.sql(
            """
            delete from sandbox_enrolment where code is null and device_id not in (
              select d.id from sandbox_device d where %s)
            """
                .formatted(included))
        .param("collection", setting.collectionId())
        .update();
    jdbc.sql(
            """
            update sandbox_enrolment set try_at = null where try_at is not null and device_id not in (
              select d.id from sandbox_device d where %s)
            """
                .formatted(included))
        .param("collection", setting.collectionId())
        .update();
    jdbc.sql(
            """
            insert into sandbox_enrolment (device_id, try_at, tries)
            select d.id, :next + mod(mod(d.policy_phase - :next, :hour) + :hour, :hour), 0
            from sandbox_device d
            where d.resource_id is not null and d.intune_id is null and not d.third_party_mdm
              and not d.configmgr_silent and d.join_state in ('HYBRID_JOINED', 'ENTRA_JOINED')
              and not exists (select 1 from sandbox_enrolment e where e.device_id = d.id) and %s
            """
                .formatted(included))
        .param("next", at + 1)
        .param("hour", World.POLICY)
        .param("collection", setting.collectionId())
        .update();
  }

  private record Attempt(int device, long at, int tries) {}

  /** Those whose moment has come try, each as often as its moments have come. */
  void attempt(long to, long seed) {
    List<Attempt> due =
        jdbc.sql("select device_id, try_at, tries from sandbox_enrolment where try_at <= :to")
            .param("to", to)
            .query(
                (rs, n) ->
                    new Attempt(rs.getInt("device_id"), rs.getLong("try_at"), rs.getInt("tries")))
            .list();
    List<SqlParameterSource> enrolled = new ArrayList<>();
    List<SqlParameterSource> failed = new ArrayList<>();
    for (Attempt first : due) {
      Attempt last = first;
      long code = code(seed, last.device(), last.tries());
      while (transientCode(code) && last.tries() < RETRIES && last.at() + RETRY <= to) {
        last = new Attempt(last.device(), last.at() + RETRY, last.tries() + 1);
        code = code(seed, last.device(), last.tries());
      }
      MapSqlParameterSource row =
          new MapSqlParameterSource("id", last.device()).addValue("at", last.at());
      if (code == 0) {
        enrolled.add(row.addValue("intune", intuneId(seed, last.device())));
      } else {
        boolean again = transientCode(code) && last.tries() < RETRIES;
        failed.add(
            row.addValue("code", code)
                .addValue("tries", last.tries() + 1)
                .addValue("next", again ? (Long) (last.at() + RETRY) : null));
      }
    }
    batch(
        """
        update sandbox_enrolment
        set try_at = :next, tries = :tries, code = :code, failed_at = :at where device_id = :id
        """,
        failed);
    batch("delete from sandbox_enrolment where device_id = :id", enrolled);
    batch(
        """
        update sandbox_device
        set intune_id = :intune, policy_present = true, governed = true, masked = true,
            target_bits = (select a.target_bits from sandbox_authority a
                           where a.member_bits = sandbox_device.member_bits),
            client_bits = (select a.target_bits from sandbox_authority a
                           where a.member_bits = sandbox_device.member_bits),
            intune_bits = (select a.target_bits from sandbox_authority a
                           where a.member_bits = sandbox_device.member_bits),
            intune_silent = false, reported_at = :at, synced_at = :at
        where id = :id
        """,
        enrolled);
  }

  /** Zero where it succeeds. */
  private static long code(long seed, int device, int tries) {
    double draw = HealthModel.chance(seed, device, "enrolment");
    if (draw < .08) {
      return FOR_GOOD[(int) (draw / .02)];
    }
    if (draw < .10) {
      return NO_ANSWER;
    }
    return draw < .25 && tries < 2 ? ENTRA_NOT_READY : 0;
  }

  private static boolean transientCode(long code) {
    return code == ENTRA_NOT_READY || code == NO_ANSWER;
  }

  private static String intuneId(long seed, int device) {
    return UUID.nameUUIDFromBytes(
            "enrolment %d %d".formatted(seed, device).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  /** The last failed attempt of each client, from this second on. */
  List<EnrolmentFailure> failures(long since) {
    return jdbc.sql(
            """
            select d.resource_id, e.code, e.failed_at from sandbox_enrolment e
            join sandbox_device d on d.id = e.device_id
            where e.failed_at >= :since and d.resource_id is not null
            """)
        .param("since", since)
        .query(
            (rs, n) ->
                new EnrolmentFailure(
                    rs.getLong("resource_id"),
                    rs.getLong("code"),
                    Instant.ofEpochSecond(rs.getLong("failed_at"))))
        .list();
  }

  private void batch(String sql, List<SqlParameterSource> rows) {
    if (!rows.isEmpty()) {
      batch.batchUpdate(sql, rows.toArray(SqlParameterSource[]::new));
    }
  }
}

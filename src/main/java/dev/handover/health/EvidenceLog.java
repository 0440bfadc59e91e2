package dev.handover.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.handover.sql.Batch;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All looks at the evidence of waves. */
@Repository
public class EvidenceLog {

  private static final JsonMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;

  public EvidenceLog(JdbcTemplate jdbc) {
    this.jdbc = JdbcClient.create(jdbc);
    this.batch = new NamedParameterJdbcTemplate(jdbc);
  }

  /** A second look at the same moment takes the place of the first. */
  public void add(Instant at, List<JudgedWave> judged) {
    Batch.updateOrInsert(
        batch,
        """
        update evidence_look set evidence = :evidence
        where rollout_id = :rollout and wave_no = :wave and looked_at = :at""",
        """
        insert into evidence_look (rollout_id, wave_no, looked_at, evidence)
        values (:rollout, :wave, :at, :evidence)""",
        judged.stream()
            .map(
                of ->
                    Map.of(
                        "rollout", of.wave().rolloutId(),
                        "wave", of.wave().no(),
                        "at", Sql.time(at),
                        "evidence", write(of.seen())))
            .toList());
  }

  /**
   * Forgets the looks at all rollouts that ended before.
   *
   * @return how many
   */
  public int forget(Instant endedBefore) {
    return jdbc.sql(
            """
            delete from evidence_look
            where rollout_id in (select id from rollout where ended_at < :before)""")
        .param("before", Sql.time(endedBefore))
        .update();
  }

  /** In order of time. */
  public List<Look> of(WaveKey wave) {
    return jdbc.sql(
            """
            select looked_at, evidence from evidence_look
            where rollout_id = :rollout and wave_no = :wave order by looked_at""")
        .param("rollout", wave.rolloutId())
        .param("wave", wave.no())
        .query((rs, row) -> new Look(Sql.instant(rs, "looked_at"), read(rs.getString("evidence"))))
        .list();
  }

  /**
   * Some of them in order of time, spread evenly, the first and the last among them.
   *
   * @param most at least 2
   */
  public List<Look> some(WaveKey wave, int most) {
    List<OffsetDateTime> all =
        jdbc.sql(
                """
                select looked_at from evidence_look
                where rollout_id = :rollout and wave_no = :wave order by looked_at""")
            .param("rollout", wave.rolloutId())
            .param("wave", wave.no())
            .query(OffsetDateTime.class)
            .list();
    if (all.size() <= most) {
      return of(wave);
    }
    List<OffsetDateTime> chosen =
        IntStream.range(0, most)
            .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
            .toList();
    return jdbc.sql(
            """
            select looked_at, evidence from evidence_look
            where rollout_id = :rollout and wave_no = :wave and looked_at in (:chosen)
            order by looked_at""")
        .param("rollout", wave.rolloutId())
        .param("wave", wave.no())
        .param("chosen", chosen)
        .query((rs, row) -> new Look(Sql.instant(rs, "looked_at"), read(rs.getString("evidence"))))
        .list();
  }

  /** The last look at each wave of some rollouts that moves or soaks; none before the first. */
  public Map<WaveKey, Evidence> newest(Collection<String> rolloutIds) {
    Map<WaveKey, Evidence> newest = new HashMap<>();
    if (rolloutIds.isEmpty()) {
      return newest;
    }
    jdbc.sql(
            """
            select w.rollout_id, w.no, (
              select l.evidence from evidence_look l
              where l.rollout_id = w.rollout_id and l.wave_no = w.no
              order by l.looked_at desc fetch first row only) as evidence
            from wave w
            where w.rollout_id in (:rollouts) and w.state in ('MOVING', 'SOAKING')""")
        .param("rollouts", rolloutIds)
        .query(
            rs -> {
              String evidence = rs.getString("evidence");
              if (evidence != null) {
                newest.put(
                    new WaveKey(rs.getString("rollout_id"), rs.getInt("no")), read(evidence));
              }
            });
    return newest;
  }

  private static String write(Evidence evidence) {
    try {
      return JSON.writeValueAsString(evidence);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and names cannot be unwritable", e);
    }
  }

  private static Evidence read(String json) {
    try {
      return JSON.readValue(json, Evidence.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is kept of a look cannot be read", e);
    }
  }
}

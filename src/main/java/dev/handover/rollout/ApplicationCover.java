package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.sql.TemporaryTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which applications are important, and few devices that have them all. The database turns what is
 * installed on a device into a few numbers, a bit per important application; what is chosen is
 * chosen among those.
 */
@Component
class ApplicationCover {

  /** Bits of one number: as many as stay positive in 64. */
  private static final int WORD = 62;

  private final JdbcTemplate operations;
  private final JdbcClient jdbc;

  ApplicationCover(JdbcTemplate operations) {
    this.operations = operations;
    this.jdbc = JdbcClient.create(operations);
  }

  /**
   * An application as far as the selection has it.
   *
   * @param devices of the population that have it
   * @param mayMove those of them that may be moved
   */
  record Application(int id, String name, int devices, int mayMove) {}

  /**
   * @param applications all that the population has, the most frequent first
   * @param important those of them that enough of the devices that may move have
   * @param devices few that have every important one, by greedy set cover: what one adds is the
   *     most that any could; ids, ascending
   * @param untold devices that may move of which no application is known
   */
  record Cover(
      List<Application> applications, List<Application> important, Set<Long> devices, int untold) {}

  /**
   * Within the transaction of the selection.
   *
   * @param mayMove how many devices may be moved
   * @param above the share of them from which on an application is important, in (0, 1]
   */
  Cover important(Selection selection, int mayMove, double above) {
    List<Application> all = applications(selection);
    List<Application> important =
        all.stream().filter(a -> a.mayMove() > 0 && a.mayMove() >= above * mayMove).toList();
    Set<Long> devices = important.isEmpty() ? Set.of() : cover(selection, important);
    return new Cover(all, important, devices, all.isEmpty() ? mayMove : untold(selection));
  }

  private List<Application> applications(Selection selection) {
    return jdbc.sql(
            """
            select a.id, a.name, i.devices, i.may_move
            from (
              select i.application_id, count(*) as devices,
                     sum(case when e.reason is null then 1 else 0 end) as may_move
              from %s e join device_application i on i.device_id = e.id
              group by i.application_id
            ) i
            join application a on a.id = i.application_id
            order by i.devices desc, a.name"""
                .formatted(selection.table()))
        .query(
            (rs, n) -> new Application(rs.getInt(1), rs.getString(2), rs.getInt(3), rs.getInt(4)))
        .list();
  }

  private int untold(Selection selection) {
    return jdbc.sql(
            """
            select count(*) from %s e where e.reason is null
              and e.id not in (select i.device_id from device_application i)"""
                .formatted(selection.table()))
        .query(Integer.class)
        .single();
  }

  private Set<Long> cover(Selection selection, List<Application> important) {
    TemporaryTable bits =
        new TemporaryTable(
            "important_" + selection.table(), List.of("id integer", "word integer", "bit bigint"));
    bits.fill(
        operations,
        rows -> {
          for (int i = 0; i < important.size(); i++) {
            rows.add(important.get(i).id(), i / WORD, 1L << i % WORD);
          }
        });
    Map<Long, BitSet> installed = new HashMap<>();
    jdbc.sql(
            """
            select i.device_id, b.word, sum(b.bit) as bits
            from %s e
            join device_application i on i.device_id = e.id
            join %s b on b.id = i.application_id
            where e.reason is null
            group by i.device_id, b.word"""
                .formatted(selection.table(), bits.name()))
        .query(
            rs -> {
              BitSet has = installed.computeIfAbsent(rs.getLong("device_id"), id -> new BitSet());
              int first = rs.getInt("word") * WORD;
              BitSet.valueOf(new long[] {rs.getLong("bits")}).stream()
                  .forEach(bit -> has.set(first + bit));
            });
    return greedy(installed, important.size());
  }

  private record Choice(long device, int gain) {}

  private static Set<Long> greedy(Map<Long, BitSet> installed, int applications) {
    BitSet open = new BitSet();
    open.set(0, applications);
    PriorityQueue<Choice> queue =
        new PriorityQueue<>(
            Comparator.comparingInt(Choice::gain).reversed().thenComparingLong(Choice::device));
    installed.forEach((device, has) -> queue.add(new Choice(device, has.cardinality())));
    Set<Long> chosen = new TreeSet<>();
    while (!open.isEmpty()) {
      Choice best = queue.remove();
      BitSet adds = (BitSet) installed.get(best.device()).clone();
      adds.and(open);
      // What a device adds only shrinks: one that still adds what it promised is the best
      if (adds.cardinality() < best.gain()) {
        queue.add(new Choice(best.device(), adds.cardinality()));
      } else {
        chosen.add(best.device());
        open.andNot(adds);
      }
    }
    return chosen;
  }

  /** On how many of these devices each application is, by its id. */
  Map<Integer, Integer> on(Collection<Long> devices) {
    Map<Integer, Integer> counts = new HashMap<>();
    List<Long> ids = new ArrayList<>(devices);
    for (int from = 0; from < ids.size(); from += 10_000) {
      jdbc.sql(
              """
              select application_id, count(*) as devices from device_application
              where device_id in (:ids) group by application_id""")
          .param("ids", ids.subList(from, Math.min(ids.size(), from + 10_000)))
          .query(
              rs -> {
                counts.merge(rs.getInt(1), rs.getInt(2), Integer::sum);
              });
    }
    return counts;
  }
}

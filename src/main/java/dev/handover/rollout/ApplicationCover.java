package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.sql.Sql;
import dev.handover.sql.TemporaryTable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which applications are important, and few devices that have them all: greedy set cover, the
 * rarest application first, among some of the devices of each.
 */
@Component
class ApplicationCover {

  /** Devices of one application that are compared; more would hardly make the cover smaller. */
  private static final int CHOICE = 100;

  private final NamedParameterJdbcOperations operations;
  private final JdbcClient jdbc;

  ApplicationCover(NamedParameterJdbcOperations operations) {
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
   * @param devices few that have every important one; ids, ascending
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
              and not exists (select 1 from device_application i where i.device_id = e.id)"""
                .formatted(selection.table()))
        .query(Integer.class)
        .single();
  }

  /** What is rarest leaves the least choice, so it is met first. */
  private Set<Long> cover(Selection selection, List<Application> important) {
    Map<Integer, Set<Long>> having = new HashMap<>();
    Map<Long, Set<Integer>> installed = new TreeMap<>();
    choice(selection, important, having, installed);
    Set<Integer> open = new LinkedHashSet<>();
    important.stream()
        .sorted(Comparator.comparingInt(Application::mayMove).thenComparingInt(Application::id))
        .forEach(a -> open.add(a.id()));
    Set<Long> chosen = new TreeSet<>();
    while (!open.isEmpty()) {
      long most =
          having.get(open.iterator().next()).stream()
              .max(
                  Comparator.comparingLong(
                          (Long device) ->
                              installed.get(device).stream().filter(open::contains).count())
                      .thenComparing(Comparator.reverseOrder()))
              .orElseThrow();
      chosen.add(most);
      open.removeAll(installed.get(most));
    }
    return chosen;
  }

  /**
   * Some devices of each important application, with all the important ones that they have. The sum
   * keeps H2 from the primary key, by which it would read an application's devices anew for each of
   * the selection's.
   */
  private void choice(
      Selection selection,
      List<Application> important,
      Map<Integer, Set<Long>> having,
      Map<Long, Set<Integer>> installed) {
    TemporaryTable choice =
        new TemporaryTable("choice_of_" + selection.table(), List.of("device_id bigint"));
    Map<String, Object> parameters =
        Map.of("important", important.stream().map(Application::id).toList());
    choice.fill(
        operations,
        """
        select distinct r.device_id from (
          select c.device_id, row_number() over (
            partition by c.application_id order by c.device_id) as turn
          from %s e join device_application c on c.device_id = e.id
          where e.reason is null and c.application_id + 0 in (:important)
        ) r where r.turn <= %d"""
            .formatted(selection.table(), CHOICE),
        parameters);
    jdbc.sql(
            """
            select i.application_id, i.device_id
            from %s c join device_application i on i.device_id = c.device_id
            where i.application_id + 0 in (:important)"""
                .formatted(choice.name()))
        .params(parameters)
        .query(
            rs -> {
              int application = rs.getInt(1);
              long device = rs.getLong(2);
              having.computeIfAbsent(application, a -> new HashSet<>()).add(device);
              installed.computeIfAbsent(device, d -> new HashSet<>()).add(application);
            });
  }

  /** On how many of these devices each application is, by its id. */
  Map<Integer, Integer> on(Collection<Long> devices) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (List<Long> some : Sql.chunks(devices)) {
      jdbc.sql(
              """
              select application_id, count(*) as devices from device_application
              where device_id in (:ids) group by application_id""")
          .param("ids", some)
          .query(
              rs -> {
                counts.merge(rs.getInt(1), rs.getInt(2), Integer::sum);
              });
    }
    return counts;
  }
}

package dev.handover.process;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.FilterServiceImpl;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.query.Query;
import org.camunda.bpm.engine.task.Task;

/**
 * The engine's filter service: the lists of Tasklist leave out what waits for another person than
 * the one who looks, as every other face does. No criterion of a filter could: none says who has
 * answered before, and expressions, which could name who looks, are switched off.
 */
final class OwnTasksFilterService extends FilterServiceImpl {

  /** As many as the engine lists at once; of a page further on nothing is left out. */
  private static final int MOST = 2_000;

  private final Supplier<OthersTasks> others;

  OwnTasksFilterService(Supplier<OthersTasks> others) {
    this.others = others;
  }

  @Override
  public <T> List<T> list(String filter) {
    return without(others.get().ids(), super.<T>list(filter)).toList();
  }

  @Override
  public <T, Q extends Query<?, T>> List<T> list(String filter, Q extending) {
    return without(others.get().ids(), super.list(filter, extending)).toList();
  }

  @Override
  public <T> List<T> listPage(String filter, int first, int most) {
    return listPage(filter, null, first, most);
  }

  @Override
  public <T, Q extends Query<?, T>> List<T> listPage(
      String filter, Q extending, int first, int most) {
    Set<String> ids = others.get().ids();
    long reach = (long) first + most + ids.size();
    if (ids.isEmpty() || reach > MOST) {
      return super.listPage(filter, extending, first, most);
    }
    return without(ids, super.listPage(filter, extending, 0, (int) reach))
        .skip(first)
        .limit(most)
        .toList();
  }

  @Override
  public Long count(String filter) {
    return count(filter, null);
  }

  @Override
  public Long count(String filter, Query<?, ?> extending) {
    Long all = super.count(filter, extending);
    Set<String> ids = others.get().ids();
    if (ids.isEmpty()) {
      return all;
    }
    TaskQueryImpl those = new TaskQueryImpl(commandExecutor).taskIdIn(ids.toArray(String[]::new));
    return all
        - super.count(
            filter, extending instanceof TaskQueryImpl query ? query.extend(those) : those);
  }

  private static <T> Stream<T> without(Set<String> ids, List<T> found) {
    return found.stream().filter(task -> !ids.contains(((Task) task).getId()));
  }
}

package dev.handover.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;

/**
 * The lists of tasks that stand ready in Tasklist, which shows nothing without one, in the order in
 * which they stand there. Administrators see each.
 */
enum TasklistFilter {
  OPEN(
      "Open tasks",
      "Everything that waits for a person and that you may see",
      Set.of(Role.REQUESTER, Role.CHANGE_MANAGER),
      query -> query),
  FOR_CHANGE_MANAGERS(
      "For change managers",
      "Approvals and decisions",
      Set.of(Role.CHANGE_MANAGER),
      query -> query.taskCandidateGroup(Role.CHANGE_MANAGER.group()).includeAssignedTasks()),
  FOR_ADMINISTRATORS(
      "For administrators",
      "What is to be set in the consoles, and what nobody else has answered",
      Set.of(),
      query -> query.taskCandidateGroup(Role.ADMINISTRATOR.group()).includeAssignedTasks());

  private final String title;
  private final String description;
  private final Set<Role> readers;
  private final UnaryOperator<TaskQuery> tasks;

  TasklistFilter(
      String title, String description, Set<Role> readers, UnaryOperator<TaskQuery> tasks) {
    this.title = title;
    this.description = description;
    this.readers = readers;
    this.tasks = tasks;
  }

  /** Who sees it beside administrators. */
  Set<Role> readers() {
    return readers;
  }

  /**
   * @return its id; it is made where there is none of its name
   */
  String in(ProcessEngine engine) {
    List<Filter> known = engine.getFilterService().createFilterQuery().filterName(title).list();
    if (!known.isEmpty()) {
      return known.get(0).getId();
    }
    Map<String, Object> properties = new HashMap<>();
    properties.put("priority", ordinal() + 1);
    properties.put("color", "#31628f");
    properties.put("description", description);
    properties.put("refresh", true);
    Filter filter =
        engine
            .getFilterService()
            .newTaskFilter(title)
            .setQuery(tasks.apply(engine.getTaskService().createTaskQuery().active()))
            .setProperties(properties);
    return engine.getFilterService().saveFilter(filter).getId();
  }
}

package dev.handover.notify;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every action of the journal is told of on an occasion, or is known to be told of on none. */
class OccasionTest {

  /**
   * Nobody is told of these: of most, what follows from them is told (a freeze that is set holds
   * moves, what is asked for has its task, its end); the rest are for whoever reads the journal.
   */
  private static final Set<String> UNTOLD =
      Set.of(
          "cancel-requested",
          "control-frozen",
          "deadline-put-off",
          "devices-excluded",
          "devices-in-quarantine",
          "devices-not-sent",
          "enablement-cancel-requested",
          "enablement-ordered",
          "enablement-requested",
          "enablement-set",
          "fleet-imported",
          "freeze-ended",
          "freeze-set",
          "late-joiners-too-few",
          "messages-discarded",
          "observations-pushed",
          "programme-cancel-requested",
          "programme-registered",
          "programme-rollout-begun",
          "readiness-policy-changed",
          "remote-action-requested",
          "remote-actions-requested",
          "remote-sync-ordered",
          "residue-reported",
          "restore-ordered",
          "rollout-registered",
          "sandbox-enrolment-set",
          "sandbox-slider-moved",
          "signal-changed",
          "signal-created",
          "signal-removed",
          "slider-moved",
          "slider-ordered",
          "slider-stays",
          "subscribed",
          "unsubscribed",
          "watch-opened",
          "wave-ordered",
          "window-kept",
          "window-removed");

  /** How actions end that are put together, by how they begin. */
  private static final Map<String, List<String>> PUT_TOGETHER =
      Map.of(
          "signal-", List.of("created", "changed", "removed"),
          "wave-", List.of("passed", "failed", "held"),
          "remote-action-", List.of("done", "failed", "not-supported", "cancelled", "timed-out"));

  private static final Pattern CALL =
      Pattern.compile("(?<![\\w.])(?:journal\\s*\\.\\s*(?:append|tell|ofWave)|tell)\\(");
  private static final Pattern WORDS = Pattern.compile("\"([a-z]+(?:-[a-z]+)*-?)\"");

  @Test
  void every_action_of_the_journal_is_told_of_on_an_occasion_or_known_to_be_told_of_on_none()
      throws IOException {
    Set<String> journaled = journaled();
    Set<String> known = new TreeSet<>(UNTOLD);
    known.addAll(told());
    assertThat(journaled).as("a new action needs an occasion, or a line above").isEqualTo(known);
  }

  @Test
  void no_action_is_told_of_on_two_occasions_or_is_untold_as_well() {
    assertThat(told()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(UNTOLD);
  }

  @Test
  void what_takes_approvals_away_is_told_with_the_decisions() {
    assertThat(Occasion.DECIDED.actions())
        .contains("approval-void", "scope-changed", "process-migrated");
  }

  private static List<String> told() {
    return Arrays.stream(Occasion.values()).flatMap(o -> o.actions().stream()).toList();
  }

  /** What the code journals: the second thing that is said at each entry. */
  private static Set<String> journaled() throws IOException {
    Set<String> actions = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        if (!source.contains("Journal")) {
          continue;
        }
        Matcher call = CALL.matcher(source);
        while (call.find()) {
          List<String> said = arguments(source, call.end());
          if (said.size() < 4) {
            continue;
          }
          Set<String> found = actions(said.get(1));
          // What is handed on is said where it comes from.
          assertThat(!found.isEmpty() || said.get(1).matches("(String )?action"))
              .as("%s: what action is %s?", file, said.get(1))
              .isTrue();
          actions.addAll(found);
        }
      }
    }
    return actions;
  }

  private static Set<String> actions(String expression) {
    return WORDS
        .matcher(expression)
        .results()
        .map(r -> r.group(1))
        .flatMap(
            words ->
                words.endsWith("-")
                    ? PUT_TOGETHER.get(words).stream().map(words::concat)
                    : Stream.of(words))
        .collect(toCollection(TreeSet::new));
  }

  /** The arguments of the call that begins there, apart from each other. */
  private static List<String> arguments(String source, int from) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int begin = from;
    for (int at = from; depth >= 0; at++) {
      char c = source.charAt(at);
      if (c == '"' && source.charAt(at - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      }
      if (!quoted && (depth < 0 || depth == 0 && c == ',')) {
        arguments.add(source.substring(begin, at).strip());
        begin = at + 1;
      }
    }
    return arguments;
  }
}

package dev.handover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.springframework.transaction.annotation.Transactional;

/** Imports run one way, and only where the map says. */
class ArchitectureTest {

  /** Which room may import which other; what does not stand here is forbidden. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("sql", Set.of()),
          Map.entry("workload", Set.of()),
          Map.entry("security", Set.of()),
          Map.entry("plan", Set.of("workload")),
          Map.entry("device", Set.of("workload", "sql")),
          Map.entry("estate", Set.of("workload", "sql")),
          Map.entry("estate.sandbox", Set.of("estate", "workload", "sql")),
          Map.entry("estate.microsoft", Set.of("estate", "workload")),
          Map.entry("authority", Set.of("audit", "device", "estate", "workload", "sql")),
          Map.entry("health", Set.of("calendar", "device", "estate", "workload", "sql")),
          Map.entry("calendar", Set.of("sql")),
          Map.entry("audit", Set.of("sql")),
          Map.entry("notify", Set.of("audit", "security", "sql")),
          Map.entry(
              "rollout",
              Set.of(
                  "authority",
                  "health",
                  "plan",
                  "calendar",
                  "audit",
                  "device",
                  "estate",
                  "workload",
                  "security",
                  "sql")),
          Map.entry(
              "programme",
              Set.of("rollout", "plan", "audit", "device", "workload", "security", "sql")),
          Map.entry(
              "remote",
              Set.of(
                  "rollout",
                  "authority",
                  "calendar",
                  "audit",
                  "device",
                  "estate",
                  "workload",
                  "security",
                  "sql")),
          Map.entry(
              "enablement",
              Set.of(
                  "rollout",
                  "authority",
                  "plan",
                  "calendar",
                  "audit",
                  "device",
                  "estate",
                  "workload",
                  "security",
                  "sql")),
          Map.entry(
              "process",
              Set.of(
                  "enablement",
                  "programme",
                  "remote",
                  "rollout",
                  "plan",
                  "estate",
                  "workload",
                  "security")),
          Map.entry("tour", Set.of("rollout", "authority", "calendar", "security")),
          Map.entry(
              "api",
              Set.of(
                  "enablement",
                  "programme",
                  "remote",
                  "rollout",
                  "authority",
                  "health",
                  "plan",
                  "calendar",
                  "audit",
                  "notify",
                  "device",
                  "estate",
                  "estate.sandbox",
                  "workload",
                  "security",
                  "sql")),
          Map.entry(
              "dashboard",
              Set.of(
                  "enablement",
                  "programme",
                  "remote",
                  "rollout",
                  "authority",
                  "health",
                  "plan",
                  "calendar",
                  "audit",
                  "notify",
                  "device",
                  "estate",
                  "workload",
                  "security",
                  "sql")));

  private static final JavaClasses HANDOVER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.handover");

  @Test
  void every_room_imports_only_what_the_map_allows() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : HANDOVER) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith("dev.handover."))
          .filter(target -> !allowed(room(type), room(target)))
          .forEach(target -> broken.add(type.getName() + " imports " + target.getName()));
    }
    assertThat(broken).isEmpty();
  }

  private static boolean allowed(String from, String to) {
    return from.equals(to) || ALLOWED.getOrDefault(from, Set.of()).contains(to);
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals("dev.handover") ? "" : name.substring("dev.handover.".length());
  }

  @Test
  void every_room_is_on_the_map_and_says_in_one_sentence_what_it_is_for() throws IOException {
    for (Path source : sources("package-info.java")) {
      String room = Path.of("src/main/java/dev/handover").relativize(source.getParent()).toString();
      assertThat(Files.readString(source)).as(room).startsWith("/**");
      if (!room.isEmpty()) {
        assertThat(ALLOWED).containsKey(room.replace('/', '.'));
      }
    }
    Set<Path> described = new TreeSet<>();
    sources("package-info.java").forEach(file -> described.add(file.getParent()));
    sources(".java").forEach(file -> assertThat(described).contains(file.getParent()));
  }

  @Test
  void rooms_know_no_cycles() {
    slices().matching("dev.handover.(**)").should().beFreeOfCycles().check(HANDOVER);
  }

  @Test
  void the_engine_is_known_in_one_room_and_where_users_are() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.handover.process", "dev.handover.security")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.camunda..")
        .check(HANDOVER);
  }

  @Test
  void who_manages_what_is_decided_without_engine_http_or_pages() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.handover.authority", "dev.handover.device")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.camunda..",
            "java.net.http..",
            "jakarta.servlet..",
            "org.springframework.http..",
            "org.springframework.web..")
        .check(HANDOVER);
  }

  @Test
  void pure_rooms_know_neither_spring_nor_a_database() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.handover.workload", "dev.handover.plan")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.jdbc..", "java.sql..", "javax.sql..")
        .allowEmptyShould(true)
        .check(HANDOVER);
  }

  @Test
  void nobody_asks_for_the_time_but_a_clock() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.<JavaMethodCall>describe(
                "now() without a clock",
                call ->
                    call.getName().equals("now")
                            && call.getTarget().getRawParameterTypes().isEmpty()
                            && List.of(
                                    Instant.class,
                                    LocalDate.class,
                                    LocalDateTime.class,
                                    OffsetDateTime.class,
                                    ZonedDateTime.class)
                                .stream()
                                .anyMatch(call.getTargetOwner()::isEquivalentTo)
                        || call.getName().equals("currentTimeMillis")))
        .check(HANDOVER);
  }

  @Test
  void a_delegate_is_small_and_leaves_the_transaction_to_the_engine() throws IOException {
    classes()
        .that()
        .implement(JavaDelegate.class)
        .should()
        .notBePublic()
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .notBeAnnotatedWith(Transactional.class)
        .check(HANDOVER);
    for (JavaClass delegate : HANDOVER.that(DescribedPredicate.describe("", this::isDelegate))) {
      Path source = Path.of("src/main/java", delegate.getName().replace('.', '/') + ".java");
      String text = Files.readString(source);
      String body = text.substring(text.indexOf("@Override"));
      assertThat(body.lines().filter(line -> !line.isBlank()).count())
          .as(delegate.getSimpleName())
          .isLessThanOrEqualTo(25);
    }
  }

  private boolean isDelegate(JavaClass type) {
    return type.isAssignableTo(JavaDelegate.class);
  }

  @Test
  void every_test_is_one_that_the_build_finds() {
    Set<String> unfound = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPackages("dev.handover")) {
      boolean tests =
          type.getAllMethods().stream()
              .anyMatch(
                  method ->
                      method.isAnnotatedWith(Test.class)
                          || method.isAnnotatedWith(ParameterizedTest.class)
                          || method.isAnnotatedWith(Property.class));
      if (tests
          && !type.getModifiers().contains(JavaModifier.ABSTRACT)
          && !type.isAnnotatedWith(Nested.class)
          && !type.getSimpleName().matches(".*(Test|Properties)")) {
        unfound.add(type.getName());
      }
    }
    assertThat(unfound).isEmpty();
  }

  private static List<Path> sources(String ending) throws IOException {
    try (Stream<Path> found = Files.walk(Path.of("src/main/java"))) {
      return found.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}

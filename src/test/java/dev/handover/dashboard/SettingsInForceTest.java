package dev.handover.dashboard;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.dashboard.SettingsInForce.Group;
import dev.handover.dashboard.SettingsInForce.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** What the settings page shows. */
class SettingsInForceTest {

  private final StandardEnvironment environment = new StandardEnvironment();
  private final SettingsInForce settings = new SettingsInForce(environment);

  @Test
  void a_setting_is_told_with_what_it_means_and_where_it_is_set() {
    set("handover.flux.small", "7");
    assertThat(one("handover.flux.small"))
        .satisfies(s -> assertThat(s.value()).isEqualTo("7"))
        .satisfies(s -> assertThat(s.setBy()).contains("handover.flux.small", "the test"))
        .satisfies(s -> assertThat(s.meaning()).isNotBlank());
    assertThat(one("handover.flux.max-share")).extracting(Setting::setBy).isNull();
    assertThat(one("handover.flux.max-devices")).extracting(Setting::value).isNull();
  }

  @Test
  void no_secret_is_shown_wherever_it_stands() {
    set("spring.datasource.password", "hunter2");
    set("handover.security.first-admin.password", "hunter2");
    set("spring.mail.password", "hunter2");
    set("spring.datasource.url", "jdbc:postgresql://me:hunter2@db/h?ssl=true&password=hunter2&a=b");
    assertThat(settings.all().toString()).doesNotContain("hunter2").contains("ssl=true", "a=b");
    assertThat(one("spring.mail.password").value()).isEqualTo("••••••");
  }

  @Test
  void every_setting_of_every_room_is_described_with_its_default() throws Exception {
    Map<String, String> shown =
        all().stream()
            .filter(s -> s.name().startsWith("handover."))
            .collect(HashMap::new, (map, s) -> map.put(s.name(), s.value()), Map::putAll);
    var scan = new ClassPathScanningCandidateComponentProvider(false);
    scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    for (var found : scan.findCandidateComponents("dev.handover")) {
      Class<?> type = Class.forName(found.getBeanClassName());
      compare(type.getAnnotation(ConfigurationProperties.class).value(), type, shown);
    }
  }

  @Test
  void every_setting_stands_in_a_room_once() {
    assertThat(all().stream().collect(toMap(Setting::name, s -> s))).hasSizeGreaterThan(20);
    assertThat(settings.all()).allSatisfy(g -> assertThat(g.settings()).isNotEmpty());
  }

  private static void compare(String prefix, Class<?> type, Map<String, String> shown) {
    for (RecordComponent part : type.getRecordComponents()) {
      String name = prefix + "." + part.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
      if (part.getType().isRecord()) {
        compare(name, part.getType(), shown);
        continue;
      }
      assertThat(shown).containsKey(name);
      DefaultValue usual =
          Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
              .filter(p -> p.getName().equals(part.getName()))
              .findFirst()
              .orElseThrow()
              .getAnnotation(DefaultValue.class);
      assertThat(shown.get(name)).as(name).isEqualTo(usual == null ? null : usual.value()[0]);
    }
  }

  private List<Setting> all() {
    return settings.all().stream().map(Group::settings).flatMap(List::stream).toList();
  }

  private Setting one(String name) {
    return all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private void set(String name, String value) {
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("the test, " + name, Map.of(name, value)));
  }
}

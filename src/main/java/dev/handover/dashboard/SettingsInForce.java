package dev.handover.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The settings that are described, with what is in force and where it is set. No others are shown,
 * and of secrets only whether they are set.
 */
@Component
class SettingsInForce {

  /** Described for whoever edits them, by Spring Boot's own convention. */
  static final String DESCRIBED = "META-INF/additional-spring-configuration-metadata.json";

  private static final Pattern SECRET =
      Pattern.compile("password|secret|token|credential|api-?key");

  private static final Pattern SECRET_WITHIN =
      Pattern.compile(
          "((?:password|secret|token|credential|key)[^=;&?]*=)[^;&]*|(//[^/@:]*:)[^/@]*(?=@)",
          Pattern.CASE_INSENSITIVE);

  private static final String UNSEEN = "••••••";

  private final Environment environment;

  SettingsInForce(Environment environment) {
    this.environment = environment;
  }

  /** A room's settings. */
  public record Group(String name, String title, List<Setting> settings) {

    public Group {
      settings = List.copyOf(settings);
    }
  }

  /**
   * @param value what is in force; null where nothing is
   * @param setBy where that stands; null for the default
   */
  public record Setting(String name, String meaning, String value, String setBy) {}

  /** In the order in which they are described. */
  List<Group> all() {
    JsonNode described = described();
    List<Group> groups = new ArrayList<>();
    for (JsonNode group : described.path("groups")) {
      String name = group.path("name").asText();
      groups.add(
          new Group(
              name,
              group.path("description").asText(),
              StreamSupport.stream(described.path("properties").spliterator(), false)
                  .filter(p -> name.equals(groupOf(p.path("name").asText(), described)))
                  .map(this::setting)
                  .toList()));
    }
    return List.copyOf(groups);
  }

  private static String groupOf(String property, JsonNode described) {
    return StreamSupport.stream(described.path("groups").spliterator(), false)
        .map(g -> g.path("name").asText())
        .filter(name -> property.startsWith(name + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse(null);
  }

  private Setting setting(JsonNode property) {
    String name = property.path("name").asText();
    String set = environment.getProperty(name);
    String value = set != null && !set.isEmpty() ? set : property.path("defaultValue").asText(null);
    return new Setting(
        name,
        property.path("description").asText(),
        shown(name, value),
        set == null ? null : setBy(name));
  }

  private static String shown(String name, String value) {
    if (value == null) {
      return null;
    }
    return SECRET.matcher(name).find()
        ? UNSEEN
        : SECRET_WITHIN.matcher(value).replaceAll("$1$2" + UNSEEN);
  }

  /** The file and line, the variable, or whatever else it is that sets it. */
  private String setBy(String name) {
    ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
    return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
        .map(source -> source.getConfigurationProperty(property))
        .filter(found -> found != null)
        .map(found -> String.valueOf(found.getOrigin()))
        .findFirst()
        .orElse("unknown");
  }

  private static JsonNode described() {
    try (InputStream file = new ClassPathResource(DESCRIBED).getInputStream()) {
      return JsonMapper.builder().build().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the description of the settings cannot be read", e);
    }
  }
}

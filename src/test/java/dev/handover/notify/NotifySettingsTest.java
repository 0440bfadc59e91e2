package dev.handover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** What is in force where nothing is set. */
class NotifySettingsTest {

  @Test
  void links_lead_to_the_port_that_the_server_listens_on() throws Exception {
    assertThat(settings(Map.of()).publicUrl()).hasToString("http://localhost:8080");
    assertThat(settings(Map.of("server.port", "9443")).publicUrl())
        .hasToString("http://localhost:9443");
    assertThat(settings(Map.of("handover.notify.public-url", "https://it.example")).publicUrl())
        .hasToString("https://it.example");
  }

  private static NotifySettings settings(Map<String, Object> set) throws Exception {
    StandardEnvironment environment = new StandardEnvironment();
    List<PropertySource<?>> ours =
        new YamlPropertySourceLoader().load("ours", new ClassPathResource("application.yaml"));
    ours.forEach(environment.getPropertySources()::addLast);
    environment.getPropertySources().addFirst(new MapPropertySource("set", set));
    return Binder.get(environment).bind("handover.notify", NotifySettings.class).get();
  }
}

package dev.handover.dashboard;

import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The libraries of the pages, with their version in the path: a browser asks for each once. */
@Configuration(proxyBeanMethods = false)
class Libraries implements WebMvcConfigurer {

  private static final List<String> FOLDERS =
      List.of(
          "/webjars/htmx.org/", "/webjars/htmx-ext-sse/", "/webjars/bpmn-js/", "/_static/echarts/");

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    for (String folder : FOLDERS) {
      registry
          .addResourceHandler(folder + "**")
          .addResourceLocations("classpath:/META-INF/resources" + folder)
          .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    }
  }
}

package dev.handover.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.handover.workload.Workload;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * How JSON and parameters are read and written: strictly, shallowly, with times and durations as
 * ISO-8601 and workloads by their names.
 */
@Configuration(proxyBeanMethods = false)
class ApiJson implements WebMvcConfigurer {

  private static final int DEEPEST = 32;

  @Bean
  static Jackson2ObjectMapperBuilderCustomizer strictJson() {
    return builder ->
        builder
            .factory(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .featuresToEnable(
                JsonParser.Feature.STRICT_DUPLICATE_DETECTION,
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                DeserializationFeature.READ_ENUMS_USING_TO_STRING,
                SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .featuresToDisable(
                SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
  }

  @Override
  public void addFormatters(FormatterRegistry registry) {
    // A form sends what is left open as nothing, as it does for enums
    registry.addConverter(
        String.class, Workload.class, slug -> slug.isEmpty() ? null : Workload.of(slug));
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Utf8Only()).addPathPatterns("/api/**");
  }
}

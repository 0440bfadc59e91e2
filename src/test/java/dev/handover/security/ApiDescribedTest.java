package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the server tells of its own API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDescribedTest extends SecureServer {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> METHODS = List.of("get", "put", "post", "delete");

  private JsonNode api;

  @Test
  void every_operation_says_how_it_refuses() throws Exception {
    each(
        (name, operation) -> {
          JsonNode responses = operation.path("responses");
          assertThat(responses.fieldNames())
              .toIterable()
              .as(name)
              .contains("400", "401", "403")
              .anyMatch(code -> code.startsWith("2"));
          assertThat(responses.has("409")).as(name).isEqualTo(!name.startsWith("get"));
          assertThat(responses.has("404")).as(name).isEqualTo(name.contains("{"));
          responses.forEach(
              response -> {
                if (response.has("$ref")) {
                  assertThat(at(response.path("$ref").asText()).path("description").asText())
                      .as(name)
                      .isNotBlank();
                }
              });
        });
    assertThat(
            at("#/components/responses/CONFLICT")
                .at("/content/application~1problem+json/example/detail")
                .asText())
        .contains("cannot be rolled back");
  }

  @Test
  void every_body_has_an_example_of_its_own_fields() throws Exception {
    List<String> seen = new ArrayList<>();
    each(
        (name, operation) -> {
          if (operation.has("requestBody")) {
            seen.add(name);
            operation
                .at("/requestBody/content")
                .properties()
                .forEach(
                    of -> {
                      if (of.getKey().startsWith("multipart/")) {
                        return; // Files are what they are.
                      }
                      JsonNode media = of.getValue();
                      JsonNode schema = media.path("schema");
                      if (schema.has("$ref")) {
                        schema = at(schema.path("$ref").asText());
                      }
                      JsonNode properties = schema.path("properties");
                      List<JsonNode> examples = examples(media, schema);
                      assertThat(examples).as(name).isNotEmpty();
                      for (JsonNode example : examples) {
                        assertThat(example.isMissingNode() || example.asText().equals("string"))
                            .as(name)
                            .isFalse();
                        if (example.isObject() && properties.isObject()) {
                          assertThat(properties.fieldNames())
                              .toIterable()
                              .as(name)
                              .containsAll(example::fieldNames);
                        }
                      }
                    });
          }
        });
    assertThat(seen).hasSizeGreaterThan(30);
  }

  @Test
  void the_plan_and_the_programme_that_it_shows_are_good_ones() throws Exception {
    for (String what : List.of("plans", "programmes")) {
      String example =
          api()
              .path("paths")
              .path("/api/%s/check".formatted(what))
              .at("/post/requestBody/content/application~1yaml/example")
              .asText();
      Answer checked =
          as("requester", "POST", "/api/%s/check".formatted(what), "application/yaml", example);
      assertThat(checked.status()).as(checked.body()).isEqualTo(200);
    }
  }

  private static List<JsonNode> examples(JsonNode media, JsonNode schema) {
    List<JsonNode> examples = new ArrayList<>();
    media.path("examples").forEach(example -> examples.add(example.path("value")));
    for (JsonNode of : List.of(media, schema)) {
      if (of.has("example")) {
        examples.add(of.path("example"));
      }
    }
    return examples;
  }

  private void each(BiConsumer<String, JsonNode> look) throws Exception {
    api()
        .path("paths")
        .properties()
        .forEach(
            path ->
                METHODS.stream()
                    .filter(path.getValue()::has)
                    .forEach(
                        method ->
                            look.accept(
                                method + " " + path.getKey(), path.getValue().path(method))));
  }

  private JsonNode at(String reference) {
    return api.at(reference.substring(1));
  }

  private JsonNode api() throws Exception {
    if (api == null) {
      api = JSON.readTree(as("admin", "GET", "/v3/api-docs").body());
    }
    return api;
  }
}

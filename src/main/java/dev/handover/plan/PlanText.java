package dev.handover.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** Text from outside to a tree of bounded size and depth, or a sentence why not; and back. */
final class PlanText {

  private static final int MAX_BYTES = 100_000;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_DIGITS = 100;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxDocumentLength(MAX_BYTES)
          .maxNumberLength(MAX_DIGITS)
          .build();

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(BOUNDS)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final YAMLFactory YAML_FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(BOUNDS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // "yes", "no" and "on" are words, as in YAML 1.2
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .build();

  private static final ObjectMapper YAML =
      YAMLMapper.builder(YAML_FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PlanText() {}

  static JsonNode tree(String text) {
    if (text == null || text.isBlank()) {
      throw new InvalidPlan("plan", "The plan is empty.");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new InvalidPlan("plan", "The plan is longer than 100,000 bytes.");
    }
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return plain.stripLeading().startsWith("{") ? json(plain) : yaml(plain);
  }

  /** As YAML: a line for each key, and on it what holds values only. */
  static String yaml(ObjectNode tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
    options.setSplitLines(false);
    options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
    Node root = new Representer(options).represent(JSON.convertValue(tree, Object.class));
    ((CollectionNode<?>) root).setFlowStyle(DumperOptions.FlowStyle.BLOCK);
    StringWriter text = new StringWriter();
    new Yaml(options).serialize(root, text);
    return text.toString();
  }

  /** Whether a text that {@link #tree} takes has comments in it. */
  static boolean commented(String text) {
    LoaderOptions options = new LoaderOptions().setProcessComments(true);
    try {
      for (Event event : new Yaml(options).parse(new StringReader(text))) {
        if (event.is(Event.ID.Comment)) {
          return true;
        }
      }
    } catch (YAMLException e) {
      // JSON that is no YAML has no comments either
    }
    return false;
  }

  /** YAML may begin with a brace, too, and JSON may be indented by tabs, which YAML forbids. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      try {
        return yaml(text);
      } catch (InvalidPlan asYaml) {
        throw unreadable("JSON", e);
      }
    }
  }

  private static JsonNode yaml(String text) {
    try {
      refuseAliases(text);
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw unreadable("YAML", e);
    } catch (IOException e) {
      throw new IllegalStateException("a string can always be read", e);
    }
  }

  /** Jackson would take an alias for its name, and SnakeYAML could be made to copy it endlessly. */
  private static void refuseAliases(String text) throws IOException {
    try (YAMLParser parser = YAML_FACTORY.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
          throw new InvalidPlan(
              "plan",
              ("Line %d: anchors (&) and aliases (*) are not allowed; write the value out, in quotes"
                      + " if it begins with such a character.")
                  .formatted(parser.currentTokenLocation().getLineNr()));
        }
      }
    }
  }

  private static InvalidPlan unreadable(String format, JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return new InvalidPlan(
          "plan",
          "The plan nests deeper than %d levels, or has a number of more than %d digits or a key of more than 50,000 characters."
              .formatted(MAX_DEPTH, MAX_DIGITS));
    }
    String problem = e.getOriginalMessage();
    int line = 0;
    int column = 0;
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      problem = marked.getProblem();
      line = marked.getProblemMark().getLine() + 1;
      column = marked.getProblemMark().getColumn() + 1;
    } else if (e instanceof MismatchedInputException) {
      // Jackson names its own settings here; the first plan has ended, and something follows.
      problem = "one plan is expected, and more follows here";
      line = e.getLocation().getLineNr();
      column = e.getLocation().getColumnNr();
    } else if (e.getLocation() != null) {
      JsonLocation location = e.getLocation();
      line = location.getLineNr();
      column = location.getColumnNr();
    }
    return new InvalidPlan(
        "plan",
        String.format(
            Locale.ROOT,
            "This is not readable %s: line %d, column %d: %s.",
            format,
            line,
            column,
            problem.lines().findFirst().orElse("").replaceAll("\\.$", "")));
  }
}

package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * How a field of a form shows a value of a plan, and how it reads what is typed. What cannot be
 * read is handed on as it was typed, so that it is the plan's own reader that finds what is wrong.
 */
enum FieldKind {
  TEXT(FieldKind::plain, FieldKind::text),
  NUMBER(FieldKind::plain, FieldKind::number),
  /** {@code 5%}. */
  SHARE(FieldKind::showShare, FieldKind::share),
  /** {@code 3 days}. */
  DURATION(FieldKind::showDuration, FieldKind::duration),
  /** {@code 2026-12-01T20:00}, in UTC. */
  MOMENT(FieldKind::showMoment, FieldKind::moment),
  /** Separated by commas. */
  LIST(node -> list(node, FieldKind::plain), text -> list(text, FieldKind::text)),
  SHARES(node -> list(node, FieldKind::showShare), text -> list(text, FieldKind::share)),
  YES(node -> node.asBoolean() ? "true" : "", FieldKind::yes);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern ENTRY =
      Pattern.compile("(?<=^|,)\\s*\"((?:[^\"]|\"\")*)\"\\s*(?=,|$)|[^,]+");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private final Function<JsonNode, String> show;
  private final Function<String, JsonNode> read;

  FieldKind(Function<JsonNode, String> show, Function<String, JsonNode> read) {
    this.show = show;
    this.read = read;
  }

  /** Empty for no value, and for one of another form. */
  String show(JsonNode value) {
    return show.apply(value);
  }

  /** A missing node for nothing. */
  JsonNode read(String typed) {
    // What a line of a form cannot hold cannot have been typed into it.
    String line = typed.replaceAll("[\\r\\n]", "").strip();
    return line.isEmpty() ? MissingNode.getInstance() : read.apply(line);
  }

  private static String plain(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asText() : "";
  }

  private static JsonNode text(String typed) {
    return NODES.textNode(typed);
  }

  private static JsonNode number(String typed) {
    return WHOLE.matcher(typed).matches()
        ? NODES.numberNode(Integer.parseInt(typed))
        : NODES.textNode(typed);
  }

  private static JsonNode yes(String typed) {
    return typed.equals("true") ? NODES.booleanNode(true) : MissingNode.getInstance();
  }

  private static String showShare(JsonNode node) {
    return node.isNumber() ? percent(node.decimalValue()) : plain(node);
  }

  private static String percent(BigDecimal share) {
    BigDecimal percent = share.multiply(Place.HUNDRED);
    // a share such as 1e-99 is not written out
    return Math.abs(percent.scale()) > 20
        ? share.toString()
        : percent.stripTrailingZeros().toPlainString() + "%";
  }

  private static JsonNode share(String typed) {
    if (Place.PERCENT.matcher(typed).matches()) {
      return NODES.textNode(
          percent(new BigDecimal(typed.replaceAll("[ %]", "")).divide(Place.HUNDRED)));
    }
    return DECIMAL.matcher(typed).matches()
        ? NODES.textNode(percent(new BigDecimal(typed)))
        : NODES.textNode(typed);
  }

  private static String showDuration(JsonNode node) {
    Optional<Duration> whole =
        DurationWords.iso(plain(node))
            .filter(d -> !d.isNegative() && d.equals(d.truncatedTo(ChronoUnit.MINUTES)));
    return whole.map(DurationWords::of).filter(words -> !words.isEmpty()).orElse(plain(node));
  }

  private static JsonNode duration(String typed) {
    return NODES.textNode(DurationWords.read(typed).map(DurationWords::iso).orElse(typed));
  }

  private static String showMoment(JsonNode node) {
    try {
      return OffsetDateTime.parse(plain(node))
          .withOffsetSameInstant(ZoneOffset.UTC)
          .toLocalDateTime()
          .toString();
    } catch (DateTimeException e) {
      return "";
    }
  }

  private static JsonNode moment(String typed) {
    try {
      return NODES.textNode(LocalDateTime.parse(typed) + "Z");
    } catch (DateTimeException e) {
      return NODES.textNode(typed);
    }
  }

  private static String list(JsonNode node, Function<JsonNode, String> entry) {
    if (!node.isArray()) {
      return "";
    }
    return StreamSupport.stream(node.spliterator(), false)
        .map(entry)
        .map(FieldKind::entry)
        .collect(Collectors.joining(", "));
  }

  /** An entry of a list, in quotes where it has a comma of its own; its quotes are doubled then. */
  static String entry(String entry) {
    return entry.contains(",") || entry.startsWith("\"")
        ? '"' + entry.replace("\"", "\"\"") + '"'
        : entry;
  }

  private static JsonNode list(String typed, Function<String, JsonNode> entry) {
    ArrayNode list = NODES.arrayNode();
    ENTRY
        .matcher(typed)
        .results()
        .map(found -> found.group(1) == null ? found.group() : found.group(1).replace("\"\"", "\""))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .forEach(word -> list.add(entry.apply(word)));
    return list.isEmpty() ? MissingNode.getInstance() : list;
  }
}

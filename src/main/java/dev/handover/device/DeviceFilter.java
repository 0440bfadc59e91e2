package dev.handover.device;

import cz.jirutka.rsql.parser.RSQLParser;
import cz.jirutka.rsql.parser.RSQLParserException;
import cz.jirutka.rsql.parser.ast.AndNode;
import cz.jirutka.rsql.parser.ast.ComparisonNode;
import cz.jirutka.rsql.parser.ast.ComparisonOperator;
import cz.jirutka.rsql.parser.ast.LogicalNode;
import cz.jirutka.rsql.parser.ast.OrNode;
import cz.jirutka.rsql.parser.ast.RSQLOperators;
import cz.jirutka.rsql.parser.ast.RSQLVisitor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Selects devices by an RSQL expression such as {@code model=="Latitude *";site=in=(LON,BER)}.
 *
 * <p>Operators are {@code ==}, {@code !=}, {@code =in=} and {@code =out=}, joined by {@code ;}
 * (and), {@code ,} (or) and parentheses; {@code *} in a value of name, model, osBuild, serial or
 * user stands for any characters. Values are compared exactly, capitals included but for those of
 * serial and user, as people type them. {@code !=} and {@code =out=} select all that {@code ==} and
 * {@code =in=} leave, devices with an unknown value among them.
 *
 * @param sql a condition on table {@code device d}; built from constants only
 * @param params the values that it names, {@code f0}, {@code f1} …
 */
public record DeviceFilter(String sql, Map<String, Object> params) {

  private static final DeviceFilter ALL = new DeviceFilter("1 = 1", Map.of());
  private static final int MAX_LENGTH = 4000;
  private static final int MAX_DEPTH = 30;
  private static final RSQLParser PARSER =
      new RSQLParser(
          Set.of(
              RSQLOperators.EQUAL,
              RSQLOperators.NOT_EQUAL,
              RSQLOperators.IN,
              RSQLOperators.NOT_IN));
  private static final Pattern PLACE = Pattern.compile("line \\d+, column (\\d+)");

  public DeviceFilter {
    params = Map.copyOf(params);
  }

  /** Every device. */
  public static DeviceFilter all() {
    return ALL;
  }

  /** The devices that both select; their values have different names. */
  public DeviceFilter and(DeviceFilter other) {
    Map<String, Object> both = new LinkedHashMap<>(params);
    both.putAll(other.params);
    return new DeviceFilter("(%s) and (%s)".formatted(sql, other.sql), both);
  }

  /**
   * @throws InvalidFilter if the expression cannot be read, or names what no device has
   */
  public static DeviceFilter parse(String rsql) {
    if (rsql == null || rsql.isBlank()) {
      throw new InvalidFilter("The filter is empty.");
    }
    if (rsql.length() > MAX_LENGTH) {
      throw new InvalidFilter("The filter is longer than %d characters.".formatted(MAX_LENGTH));
    }
    refuseDepth(rsql);
    Map<String, Object> params = new LinkedHashMap<>();
    try {
      String sql = PARSER.parse(rsql).accept(new ToSql(params), null);
      return new DeviceFilter(sql, params);
    } catch (RSQLParserException e) {
      throw new InvalidFilter(sentence(e));
    }
  }

  /** The parser recurses: without a bound, a line of parentheses would overflow the stack. */
  private static void refuseDepth(String rsql) {
    int depth = 0;
    for (int i = 0; i < rsql.length(); i++) {
      depth += rsql.charAt(i) == '(' ? 1 : rsql.charAt(i) == ')' ? -1 : 0;
      if (depth > MAX_DEPTH) {
        throw new InvalidFilter(
            "The filter nests more than %d parentheses at character %d."
                .formatted(MAX_DEPTH, i + 1));
      }
    }
  }

  private static String sentence(RSQLParserException e) {
    // the parser tells the place in its message only
    String message = String.valueOf(e.getMessage());
    if (message.contains("Encountered \"<EOF>\"")) {
      return "The filter ends too early. A whole one is managementState==CO_MANAGED;site=in=(LON,BER).";
    }
    Matcher place = PLACE.matcher(message);
    if (place.find()) {
      return "The filter cannot be read at character %s. A whole one is managementState==CO_MANAGED;site=in=(LON,BER)."
          .formatted(place.group(1));
    }
    return "The filter uses an operator that is none of ==, !=, =in= and =out=.";
  }

  /**
   * What may be asked for: the column, whether {@code *} is allowed, the values if they are few.
   */
  private enum Field {
    NAME("name", "d.name", true, Set.of()),
    MODEL("model", "d.model", true, Set.of()),
    MANUFACTURER("manufacturer", "d.manufacturer", false, Set.of()),
    OS_BUILD("osBuild", "d.os_build", true, Set.of()),
    SITE("site", "d.site", false, Set.of()),
    JOIN_STATE(
        "joinState",
        "d.join_state",
        false,
        Set.of("ENTRA_JOINED", "HYBRID_JOINED", "REGISTERED", "NONE")),
    SERIAL("serial", "d.search_serial", true, Set.of()),
    USER("user", "d.search_user", true, Set.of()),
    MANAGEMENT_STATE(
        "managementState",
        "d.management_state",
        false,
        Arrays.stream(ManagementState.values()).map(Enum::name).collect(Collectors.toSet()));

    final String key;
    final String column;
    final boolean wildcards;
    final Set<String> values;

    Field(String key, String column, boolean wildcards, Set<String> values) {
      this.key = key;
      this.column = column;
      this.wildcards = wildcards;
      this.values = values;
    }

    /** Those columns are in small letters. */
    String asKept(String value) {
      return this == SERIAL || this == USER ? value.toLowerCase(Locale.ROOT) : value;
    }

    static Field of(String key) {
      return Arrays.stream(values())
          .filter(field -> field.key.equals(key))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidFilter(
                      "The filter asks for '%s', which is none of %s."
                          .formatted(
                              key,
                              Arrays.stream(values())
                                  .map(field -> field.key)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  private record ToSql(Map<String, Object> params) implements RSQLVisitor<String, Void> {

    @Override
    public String visit(AndNode node, Void unused) {
      return joined(node, " and ");
    }

    @Override
    public String visit(OrNode node, Void unused) {
      return joined(node, " or ");
    }

    private String joined(LogicalNode node, String word) {
      return node.getChildren().stream()
          .map(child -> child.accept(this, null))
          .collect(Collectors.joining(word, "(", ")"));
    }

    @Override
    public String visit(ComparisonNode node, Void unused) {
      Field field = Field.of(node.getSelector());
      node.getArguments().forEach(value -> check(field, value, node.getOperator()));
      List<String> values = node.getArguments().stream().map(field::asKept).toList();
      String column = field.column;
      if (node.getOperator().equals(RSQLOperators.IN)) {
        return "%s in (:%s)".formatted(column, bind(values));
      }
      if (node.getOperator().equals(RSQLOperators.NOT_IN)) {
        return "(%1$s is null or %1$s not in (:%2$s))".formatted(column, bind(values));
      }
      String value = values.get(0);
      boolean like = value.contains("*");
      String compare =
          like ? "like :%s escape '!'".formatted(bind(pattern(value))) : "= :" + bind(value);
      return node.getOperator().equals(RSQLOperators.EQUAL)
          ? column + " " + compare
          : "(%1$s is null or not (%1$s %2$s))".formatted(column, compare);
    }

    private static void check(Field field, String value, ComparisonOperator operator) {
      boolean list = operator.isMultiValue();
      if (value.contains("*") && (list || !field.wildcards)) {
        throw new InvalidFilter(
            ("The filter has a * in '%s' for %s; it is allowed with == and != on name, model,"
                    + " osBuild, serial and user.")
                .formatted(value, field.key));
      }
      if (value.indexOf('\0') >= 0) {
        throw new InvalidFilter(
            "The filter has a null character in a value for " + field.key + ".");
      }
      if (!field.values.isEmpty() && !field.values.contains(value)) {
        throw new InvalidFilter(
            "The filter asks for %s '%s', which is none of %s."
                .formatted(
                    field.key,
                    value,
                    field.values.stream().sorted().collect(Collectors.joining(", "))));
      }
    }

    private static String pattern(String value) {
      return value.replaceAll("[!%_]", "!$0").replace('*', '%');
    }

    private String bind(Object value) {
      String name = "f" + params.size();
      params.put(name, value);
      return name;
    }
  }
}

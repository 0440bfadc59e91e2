package dev.handover.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sites to which a population is bound, where its filter says no more than that: all co-managed
 * devices, or those of some sites.
 */
final class Sites {

  private static final String ALL = "managementState==CO_MANAGED";
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}0-9_.-]+");
  private static final Pattern SITE =
      Pattern.compile("\\s*(?:([\\p{L}0-9_.-]+)|\"([^\"\\\\]*)\"|'([^'\\\\]*)')\\s*(,|$)");
  private static final Pattern SOME = Pattern.compile(ALL + ";site(?:=in=\\((.*)\\)|==([^*]*))");

  private Sites() {}

  /** None for all sites; empty for a filter that says more. */
  static Optional<List<String>> of(String population) {
    if (population.equals(ALL)) {
      return Optional.of(List.of());
    }
    Matcher some = SOME.matcher(population);
    if (!some.matches()) {
      return Optional.empty();
    }
    String list = some.group(1) == null ? some.group(2) : some.group(1);
    List<String> sites = new ArrayList<>();
    Matcher site = SITE.matcher(list);
    int end = 0;
    while (site.find() && site.start() == end && end < list.length()) {
      sites.add(
          site.group(1) != null
              ? site.group(1)
              : site.group(2) != null ? site.group(2) : site.group(3));
      end = site.end();
    }
    boolean whole = end == list.length() && !list.isEmpty() && !list.stripTrailing().endsWith(",");
    return whole && (some.group(1) != null || sites.size() == 1)
        ? Optional.of(sites)
        : Optional.empty();
  }

  /** The filter of all co-managed devices of these sites; of all sites for none. */
  static String bind(List<String> sites) {
    return sites.isEmpty()
        ? ALL
        : sites.stream()
            .map(s -> PLAIN.matcher(s).matches() ? s : '"' + s.replaceAll("[\"\\\\]", "") + '"')
            .collect(Collectors.joining(",", ALL + ";site=in=(", ")"));
  }
}

package dev.handover.device;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which field of a line is which column, by the file's first line. */
final class FleetHeader {

  private final FleetFormat format;
  private final FleetColumn[] columns;
  private final Map<FleetColumn, String> titles = new EnumMap<>(FleetColumn.class);

  /**
   * @param header the file's first line
   * @throws InvalidFleetFile if a column is missing that the format needs, or stands twice
   */
  FleetHeader(FleetFormat format, List<String> header) {
    this.format = format;
    this.columns = new FleetColumn[header.size()];
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < columns.length; i++) {
      String plain = FleetFormat.plain(header.get(i));
      Integer twice = plain.isEmpty() ? null : places.put(plain, i);
      if (twice != null) {
        throw new InvalidFleetFile(
            "The header has the column '%s' twice, as fields %d and %d; it must have it once."
                .formatted(header.get(i).trim(), twice + 1, i + 1));
      }
    }
    format
        .headers()
        .forEach(
            (column, names) ->
                names.stream()
                    .map(name -> places.get(FleetFormat.plain(name)))
                    .filter(place -> place != null && columns[place] == null)
                    .findFirst()
                    .ifPresent(
                        place -> {
                          columns[place] = column;
                          titles.put(column, header.get(place).trim());
                        }));
    refuseWhatIsMissing(header);
  }

  private void refuseWhatIsMissing(List<String> header) {
    List<FleetColumn> missing = new ArrayList<>(format.required());
    missing.removeAll(titles.keySet());
    if (format == FleetFormat.COMANAGED_WORKLOADS && !has(FleetColumn.MASK)) {
      FleetColumn.WORKLOADS.stream().filter(column -> !has(column)).forEach(missing::add);
    }
    if (!missing.isEmpty()) {
      throw new InvalidFleetFile(
          "The header lacks %s, which %s has; it reads: %s."
              .formatted(
                  missing.stream()
                      .sorted()
                      .map(column -> "'" + format.headers().get(column).get(0) + "'")
                      .collect(Collectors.joining(", ")),
                  format.slug(),
                  shortened(String.join(", ", header))));
    }
  }

  private static String shortened(String text) {
    return text.length() > 300 ? text.substring(0, 300) + " …" : text;
  }

  FleetFormat format() {
    return format;
  }

  /** The column of a field, null where it is of no use. */
  FleetColumn column(int field) {
    return field < columns.length ? columns[field] : null;
  }

  int fields() {
    return columns.length;
  }

  boolean has(FleetColumn column) {
    return titles.containsKey(column);
  }

  /** A column as the file calls it. */
  String title(FleetColumn column) {
    return titles.get(column);
  }
}

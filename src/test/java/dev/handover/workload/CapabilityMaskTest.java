package dev.handover.workload;

import static dev.handover.workload.CapabilityMask.Form.IMPOSSIBLE;
import static dev.handover.workload.CapabilityMask.Form.INTUNE_OVERRIDE;
import static dev.handover.workload.CapabilityMask.Form.LEGACY;
import static dev.handover.workload.CapabilityMask.Form.MODERN;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handover.workload.CapabilityMask.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mask that a client can write, from a table of bits made here. */
class CapabilityMaskTest {

  /** Bits of a modern mask, as Microsoft documents them; the legacy mask lacks those above 255. */
  private static final Map<Workload, Integer> BITS =
      new EnumMap<>(
          Map.of(
              COMPLIANCE_POLICIES, 0x2,
              RESOURCE_ACCESS_POLICIES, 0x4,
              DEVICE_CONFIGURATION, 0x8,
              WINDOWS_UPDATE_POLICIES, 0x10,
              ENDPOINT_PROTECTION, 0x1020,
              CLIENT_APPS, 0x40,
              OFFICE_CLICK_TO_RUN_APPS, 0x80));

  /** The columns of the reference tables. */
  private static final Map<String, Workload> COLUMNS =
      Map.of(
          "compliancePolicies", COMPLIANCE_POLICIES,
          "resourceAccess", RESOURCE_ACCESS_POLICIES,
          "deviceConfiguration", DEVICE_CONFIGURATION,
          "windowsUpdate", WINDOWS_UPDATE_POLICIES,
          "clientApps", CLIENT_APPS,
          "officeC2R", OFFICE_CLICK_TO_RUN_APPS,
          "endpointProtection", ENDPOINT_PROTECTION);

  private static final int HIGHEST = 0x7FFF;

  @Test
  void each_of_the_256_masks_decodes_to_its_workloads_and_encodes_back() {
    assertThat(table(MODERN)).hasSize(128).containsKeys(8193, 8195, 8197, 8199, 8257, 12543);
    assertThat(table(LEGACY)).hasSize(128).containsKeys(1, 255);
    for (Form form : List.of(MODERN, LEGACY)) {
      table(form)
          .forEach(
              (value, workloads) -> {
                CapabilityMask mask = new CapabilityMask(value);
                assertThat(mask.form()).as("%d", value).isEqualTo(form);
                assertThat(mask.atIntune()).as("%d", value).isEqualTo(workloads);
                assertThat(CapabilityMask.of(workloads, form)).isEqualTo(mask);
              });
    }
  }

  @Test
  void every_other_value_is_impossible_and_is_never_decoded() {
    Set<Integer> possible = new HashSet<>(table(MODERN).keySet());
    possible.addAll(table(LEGACY).keySet());
    for (int value = -1; value <= HIGHEST; value++) {
      CapabilityMask mask = new CapabilityMask(value);
      if (!possible.contains(value)) {
        assertThat(mask.form()).as("%d", value).isEqualTo(IMPOSSIBLE);
        assertThatIllegalStateException().isThrownBy(mask::atIntune);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, IMPOSSIBLE",
    "2, IMPOSSIBLE",
    "256, IMPOSSIBLE",
    "8192, IMPOSSIBLE",
    "8194, IMPOSSIBLE",
    "8225, IMPOSSIBLE",
    "12289, IMPOSSIBLE",
    "12321, MODERN",
    "33, LEGACY",
    "2147479807, INTUNE_OVERRIDE",
    "2147479806, IMPOSSIBLE",
    "2147483647, IMPOSSIBLE",
    "-2147483648, IMPOSSIBLE"
  })
  void forms_that_look_alike_are_told_apart(int value, Form form) {
    assertThat(new CapabilityMask(value).form()).isEqualTo(form);
  }

  @Test
  void the_override_is_intunes_authority_over_all_seven() {
    CapabilityMask mask = CapabilityMask.of(Set.of(), INTUNE_OVERRIDE);
    assertThat(mask.value()).isEqualTo(0x7FFFF0FF);
    assertThat(mask.atIntune()).containsExactlyInAnyOrder(Workload.values());
    assertThatIllegalArgumentException().isThrownBy(() -> CapabilityMask.of(Set.of(), IMPOSSIBLE));
  }

  @Test
  void a_set_of_workloads_is_kept_as_the_sum_of_its_bits() {
    for (Set<Workload> workloads : sets()) {
      assertThat(CapabilityMask.fromBits(CapabilityMask.bits(workloads))).isEqualTo(workloads);
    }
  }

  @Test
  void the_reference_tables_say_the_same_of_modern_masks() throws IOException {
    compare("capabilities-modern-8193-base.csv", MODERN);
  }

  @Test
  void the_reference_tables_say_the_same_of_legacy_masks() throws IOException {
    compare("capabilities-legacy-1-base.csv", LEGACY);
  }

  private static void compare(String file, Form form) throws IOException {
    Optional<Path> found = reference(file);
    assumeTrue(found.isPresent(), () -> file + " is not present in oracles/ or shared/oracles/");
    List<String> lines = Files.readAllLines(found.get());
    List<String> header = List.of(lines.get(0).split(","));
    Map<Integer, Set<Workload>> told = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      Set<Workload> workloads = EnumSet.noneOf(Workload.class);
      COLUMNS.forEach(
          (column, workload) -> {
            if (cells[header.indexOf(column)].equals("1")) {
              workloads.add(workload);
            }
          });
      int value = Integer.parseInt(cells[0]);
      assertThat(Integer.decode(cells[1])).isEqualTo(value);
      assertThat(new CapabilityMask(value).atIntune()).as(line).isEqualTo(workloads);
      assertThat(CapabilityMask.of(workloads, form).value()).as(line).isEqualTo(value);
      told.put(value, workloads);
    }
    assertThat(told).isEqualTo(table(form));
  }

  /** The file beside the project, or beside one of the folders above it. */
  private static Optional<Path> reference(String file) {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .flatMap(p -> Stream.of(p.resolve("oracles"), p.resolve("shared/oracles")))
        .map(folder -> folder.resolve(file))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Map<Integer, Set<Workload>> table(Form form) {
    Map<Integer, Set<Workload>> table = new LinkedHashMap<>();
    for (Set<Workload> workloads : sets()) {
      int value = form == MODERN ? 0x2001 : 0x1;
      for (Workload workload : workloads) {
        value |= form == MODERN ? BITS.get(workload) : BITS.get(workload) & 0xFF;
      }
      table.put(value, workloads);
    }
    return table;
  }

  private static List<Set<Workload>> sets() {
    List<Set<Workload>> sets = new ArrayList<>();
    Workload[] all = Workload.values();
    for (int n = 0; n < 1 << all.length; n++) {
      int chosen = n;
      Set<Workload> set = EnumSet.noneOf(Workload.class);
      Arrays.stream(all).filter(w -> (chosen >> w.ordinal() & 1) == 1).forEach(set::add);
      sets.add(set);
    }
    return sets;
  }
}

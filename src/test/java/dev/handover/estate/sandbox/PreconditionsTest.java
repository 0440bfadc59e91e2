package dev.handover.estate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.estate.ConfigMgrSite.ClientSettings;
import dev.handover.estate.ConfigMgrSite.OfficeMgmtCom;
import dev.handover.estate.IntuneTenant.Compliance;
import dev.handover.estate.IntuneTenant.Evaluation;
import dev.handover.estate.IntuneTenant.HealthReading;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How well the simulated estate is prepared. */
class PreconditionsTest {

  private static final int DEVICES = 20_000;

  private final Preconditions preconditions = new Preconditions(7);
  private final List<ClientSettings> clients =
      IntStream.range(0, DEVICES).mapToObj(n -> preconditions.client(n, n)).toList();
  private final List<Evaluation> evaluations =
      IntStream.range(0, DEVICES)
          .mapToObj(n -> preconditions.evaluation(n, "e" + n, false))
          .toList();

  private <T> double share(List<T> of, Predicate<T> which) {
    return of.stream().filter(which).count() / (double) DEVICES;
  }

  @Test
  void the_same_seed_gives_the_same_answers_and_another_others() {
    Preconditions same = new Preconditions(7);
    Preconditions other = new Preconditions(8);
    assertThat(IntStream.range(0, 500).mapToObj(n -> same.client(n, n)))
        .isEqualTo(clients.subList(0, 500));
    assertThat(IntStream.range(0, 500).mapToObj(n -> other.client(n, n)).toList())
        .isNotEqualTo(clients.subList(0, 500));
  }

  @Test
  void most_devices_are_ready_and_a_few_are_not_or_do_not_tell() {
    assertThat(share(clients, c -> Boolean.TRUE.equals(c.softwareUpdates()))).isBetween(.01, .03);
    assertThat(share(clients, c -> c.softwareUpdates() == null)).isBetween(.001, .01);
    assertThat(share(clients, c -> c.officeMgmtCom() == OfficeMgmtCom.NOT_CONFIGURED))
        .isBetween(.01, .03);
    assertThat(share(clients, c -> c.officeMgmtCom() == OfficeMgmtCom.ENABLED))
        .isBetween(.001, .01);
    assertThat(share(clients, c -> "XTS_AES_128".equals(c.bitLocker()))).isBetween(.04, .08);
    assertThat(share(evaluations, e -> Boolean.FALSE.equals(e.licensed()))).isBetween(.001, .01);
    assertThat(share(evaluations, e -> e.userPrincipalName() == null)).isBetween(.005, .02);
    assertThat(share(evaluations, e -> Boolean.FALSE.equals(e.compliant()))).isBetween(.005, .02);
    assertThat(share(evaluations, e -> e.underIntune() == Compliance.COMPLIANT))
        .isBetween(.97, .99);
  }

  @Test
  void what_intune_would_say_is_what_it_says_once_compliance_is_moved() {
    HealthModel model = new HealthModel(7, List.of());
    int compliance = WorldMaker.BASE | Workload.COMPLIANCE_POLICIES.bit();
    for (int n = 0; n < DEVICES; n++) {
      List<HealthReading> readings = new ArrayList<>();
      model.readings(
          new HealthModel.CheckIn(n, "e" + n, "any", compliance, 0), 0, Map.of(), readings::add);
      boolean noncompliant =
          readings.stream()
              .anyMatch(r -> r.signal().equals(HealthModel.NONCOMPLIANT) && r.value() > 0);
      assertThat(evaluations.get(n).underIntune() == Compliance.NONCOMPLIANT)
          .isEqualTo(noncompliant);
    }
  }

  @Test
  void of_a_device_that_is_silent_nobody_knows() {
    assertThat(preconditions.evaluation(1, "e1", true).underIntune()).isEqualTo(Compliance.UNKNOWN);
  }
}

package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cap on devices in flux, on both databases. */
abstract class FluxContract extends FluxStage {

  @ParameterizedTest
  @CsvSource({
    "PLANNED, false, 0",
    "WAITING, false, 0",
    "WAITING, true, 5",
    "MOVING, true, 5",
    "SOAKING, true, 5",
    "HELD, true, 5",
    "FAILED, true, 5",
    "ROLLING_BACK, true, 5",
    "ROLLED_BACK, true, 0",
    "PASSED, true, 0"
  })
  void a_device_is_in_flux_from_when_its_wave_is_cleared_until_it_has_passed_or_is_back(
      String state, boolean cleared, int inFlux) {
    rollout("A", "client-apps", null);
    wave("A", 0, state, 1, 5);
    if (cleared) {
      cleared("A", 0);
    }
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 11, 12);

    assertThat(around("B", 0))
        .containsExactly(
            new SiteFlux("", 10, 0, 0, 0),
            new SiteFlux("BER", 30, 0, 0, 0),
            new SiteFlux("LON", 60, inFlux, 2, 0));
  }

  @Test
  void a_device_counts_once_and_not_where_it_is_excluded_or_its_rollout_has_ended() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 5);
    rollout("B", "device-configuration", "why");
    wave("B", 0, "SOAKING", 4, 8);
    rollout("C", "office-click-to-run-apps", null);
    wave("C", 0, "SOAKING", 20, 25);
    jdbc.sql("update rollout set ended_at = created_at where id = 'C'").update();
    rollout("D", "compliance-policies", null);
    wave("D", 0, "WAITING", 8, 12);
    jdbc.sql("update wave_device set excluded = 'SILENT_IN_INTUNE' where device_id in (1, 12)")
        .update();

    assertThat(around("D", 0)).contains(new SiteFlux("LON", 60, 7, 4, 1));
  }

  @Test
  void what_is_in_flux_is_counted_soon_though_others_write() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, site, join_state, management_state)
            select 1000 + (a.id - 1) * 100 + b.id, 'more-' || a.id || '-' || b.id, 'more', b.site,
              'HYBRID_JOINED', 'CO_MANAGED'
            from device a cross join device b where a.id <= 90""")
        .update();
    for (int i = 0; i < 3; i++) {
      rollout("R" + i, "client-apps", null);
      for (int no = 0; no < 3; no++) {
        int from = 1_001 + (i * 3 + no) * 1_000;
        wave("R" + i, no, i == 0 ? "ROLLING_BACK" : "SOAKING", from, from + 999);
      }
    }
    AtomicBoolean counted = new AtomicBoolean();
    Thread others =
        new Thread(
            () -> {
              for (long id = 0; !counted.get(); id++) {
                jdbc.sql("update wave_device set excluded = null where device_id = :id")
                    .param("id", 1_001 + id % 9_000)
                    .update();
              }
            });
    others.start();
    try {
      Map<String, Integer> inFlux =
          assertTimeoutPreemptively(Duration.ofSeconds(20), store::inFlux, "a second is usual");
      assertThat(inFlux.values().stream().mapToInt(n -> n).sum()).isEqualTo(9_000);
    } finally {
      counted.set(true);
      others.interrupt();
    }
  }

  @Test
  void a_wave_that_waits_neither_goes_back_nor_takes_room_while_others_do() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 20);
    wave("A", 1, "WAITING", 21, 60);
    cleared("A", 1);
    WaveStore waves = new WaveStore(jdbc, clock);

    waves.rollBack("A", 0, WaveState.ROLLING_BACK);
    assertThat(waves.all("A"))
        .extracting(WaveRow::state)
        .containsExactly(WaveState.ROLLING_BACK, WaveState.PLANNED);
    assertThat(store.inFlux()).containsExactly(Map.entry("LON", 20));

    waves.rollBack("A", 0, WaveState.ROLLED_BACK);
    assertThat(waves.all("A"))
        .extracting(WaveRow::state)
        .containsExactly(WaveState.ROLLED_BACK, WaveState.PLANNED);
  }

  @Test
  void a_wave_moves_while_it_fits_and_waits_with_the_numbers_while_it_does_not() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 20);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 61, 76);
    assertThat(reason("B", HALF)).isEmpty();

    wave("A", 1, "SOAKING", 21, 35);
    assertThat(reason("B", HALF))
        .isEqualTo(
            "Waits until other waves have passed: with this one there would be 51 devices in flux,"
                + " and at most 50 may be (handover.flux.max-share). In flux now: A 'of A' (35).");
    assertThat(reason("B", new FluxSettings(40, 0.9, 0.9, 0)))
        .contains("at most 40 may be (handover.flux.max-devices)");
    jdbc.sql("update wave set state = 'PASSED' where rollout_id = 'A' and no = 0").update();
    assertThat(reason("B", HALF)).isEmpty();
  }

  @Test
  void a_site_has_its_own_limit_which_holds_no_wave_elsewhere() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 61, 70);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 71, 79);
    rollout("C", "compliance-policies", null);
    wave("C", 0, "WAITING", 1, 20);

    wave("A", 1, "SOAKING", 30, 34);
    assertThat(reason("B", HALF))
        .contains("19 devices in flux at BER, and at most 18 may be")
        .endsWith("In flux now: A 'of A' (10).");
    assertThat(reason("C", HALF)).isEmpty();
  }

  @Test
  void a_wave_that_can_never_fit_says_so() {
    rollout("A", "client-apps", null);
    wave("A", 0, "WAITING", 1, 51);

    assertThat(reason("A", HALF))
        .startsWith("This wave alone would put 51 devices in flux, and at most 50 may be")
        .contains("unless that setting is raised");
  }

  @Test
  void a_device_that_soaks_elsewhere_holds_its_wave_unless_the_plan_says_why() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 5);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 4, 8);
    rollout("C", "compliance-policies", "different teams");
    wave("C", 0, "WAITING", 4, 8);

    assertThat(reason("B", HALF))
        .startsWith("2 devices of this wave soak in rollout A 'of A' (client-apps)")
        .contains("overlapReason");
    assertThat(reason("C", HALF)).isEmpty();
  }

  @Test
  void the_watch_over_production_moves_nobody_and_never_waits() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 90);
    wave("A", 1, "WAITING", 1, 0);

    Optional<String> reason =
        transaction.execute(
            t -> {
              Flux flux = new Flux(HALF, store);
              return flux.reasonToWait(
                  flux.room(), stored("A"), row("A", 1), plan(null), clock.instant());
            });
    assertThat(reason).isEmpty();
  }

  @Test
  void two_waves_that_are_cleared_at_the_same_moment_do_not_take_the_same_room() throws Exception {
    rollout("A", "client-apps", null);
    wave("A", 0, "WAITING", 1, 30);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 60);
    FluxSettings forty = new FluxSettings(40, 1, 1, 0);
    CyclicBarrier bothInside = new CyclicBarrier(2);
    ExecutorService nodes = Executors.newFixedThreadPool(2);
    try {
      Future<?> first = nodes.submit(() -> clearing("A", forty, bothInside));
      Future<?> second = nodes.submit(() -> clearing("B", forty, bothInside));
      first.get(30, TimeUnit.SECONDS);
      second.get(30, TimeUnit.SECONDS);
    } finally {
      nodes.shutdownNow();
    }

    assertThat(
            jdbc.sql("select count(*) from wave where cleared_at is not null")
                .query(Integer.class)
                .single())
        .isOne();
    assertThat(
            jdbc.sql("select waiting_reason from rollout where waiting_reason is not null")
                .query(String.class)
                .list())
        .hasSize(1)
        .allMatch(reason -> reason.contains("60 devices in flux, and at most 40 may be"));
  }

  /** A node that looks at one wave, and stays in its transaction as long as it can be alone. */
  void clearing(String id, FluxSettings settings, CyclicBarrier bothInside) {
    RolloutWorkflow workflow = mock(RolloutWorkflow.class);
    when(workflow.clearToMove(anyString()))
        .thenAnswer(
            call -> {
              try {
                bothInside.await(400, TimeUnit.MILLISECONDS);
              } catch (TimeoutException | BrokenBarrierException alone) {
                // the other one is kept out, as it should be
              }
              return true;
            });
    WaveStore mine = new WaveStore(jdbc, clock);
    WaveStore onlyThis = mock(WaveStore.class, org.mockito.AdditionalAnswers.delegatesTo(mine));
    when(onlyThis.waitingInTurn()).thenReturn(List.of(row(id, 0)));
    clearToMove(
            onlyThis, new Flux(settings, store), calendar(mock(CalendarHold.Today.class)), workflow)
        .look();
  }
}

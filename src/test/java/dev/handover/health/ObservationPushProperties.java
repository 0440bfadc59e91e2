package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.OnError;
import dev.handover.device.RefusedBatch;
import dev.handover.health.ObservationPush.Result;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.sql.DataSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Random batches with gaps, doubles, impossible values, future and stale stamps: what is stored is
 * what a plain loop over the lines makes of them.
 */
class ObservationPushProperties {

  private static final DataSource H2 = TestDatabase.h2();
  private static final DataSource POSTGRES = TestDatabase.postgres();
  private static final int DEVICES = 4;
  private static final int BATCHES = 4;

  private static final Map<String, Double> UNHEALTHY_FROM =
      Map.of("vpn-broken", 3.0, "disk-full", 1.0);
  private static final List<String> SIGNALS =
      List.of("vpn-broken", "vpn-broken", "vpn-broken", "disk-full", "noncompliant", "nonsense");
  private static final List<String> VALUES =
      List.of("0", "1", "2", "3", "7", "0.0", "3e0", "-1", "0.5", "NaN", "-Infinity", "\"3\"", "");

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void on_h2(@ForAll long seed) {
    check(H2, seed);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void on_postgresql(@ForAll long seed) {
    check(POSTGRES, seed);
  }

  /** As pushed: value and time may be missing, or no number and no time. */
  private record Line(int device, String id, String signal, String value, Instant at, boolean cut) {

    String text() {
      String all =
          "{%s,\"signal\":\"%s\"%s%s}"
              .formatted(
                  id,
                  signal,
                  value.isEmpty() ? "" : ",\"value\":" + value,
                  at == null ? "" : ",\"observedAt\":\"" + at + "\"");
      return cut ? all.substring(0, all.length() - 1) : all;
    }

    boolean names() {
      return !cut && device <= DEVICES && UNHEALTHY_FROM.containsKey(signal);
    }

    boolean good(Instant now) {
      return names()
          && List.of("0", "1", "2", "3", "7", "0.0", "3e0").contains(value)
          && at != null
          && !at.isAfter(now.plusSeconds(60));
    }

    boolean unhealthy() {
      return Double.parseDouble(value) >= UNHEALTHY_FROM.get(signal);
    }

    String key() {
      return device + " " + signal;
    }
  }

  private record Newest(Instant at, boolean unhealthy) {}

  private static void check(DataSource database, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestClock clock = new TestClock();
    PushFixture world = new PushFixture(database);
    world.empty(DEVICES);
    UNHEALTHY_FROM.forEach(world::define);
    ObservationPush push = new ObservationPush(new JdbcTemplate(database), clock);
    Map<String, Newest> stored = new TreeMap<>();
    Map<String, Instant> rejected = new TreeMap<>();
    for (int i = 0; i < BATCHES; i++) {
      List<Line> batch = batch(world, clock.instant(), random);
      Instant now = clock.instant();
      OnError onError = random.nextInt(4) == 0 ? OnError.REFUSE : OnError.SKIP;
      long bad = batch.stream().filter(line -> !line.good(now)).count();
      if (onError == OnError.REFUSE && bad > 0) {
        RefusedBatch refused =
            catchThrowableOfType(
                RefusedBatch.class, () -> run(database, push, batch, OnError.REFUSE));
        assertThat(refused.count()).isEqualTo(bad);
      } else {
        Map<String, Newest> before = new TreeMap<>(stored);
        batch.stream().filter(line -> line.good(now)).forEach(line -> keep(stored, line));
        batch.stream()
            .filter(line -> line.names() && !line.good(now))
            .forEach(line -> rejected.put(line.key(), now));
        long created = stored.keySet().stream().filter(k -> !before.containsKey(k)).count();
        long changed =
            stored.entrySet().stream()
                .filter(e -> !e.getValue().equals(before.get(e.getKey())))
                .count();
        Result result = run(database, push, batch, onError);
        assertThat(result.read()).isEqualTo(batch.size());
        assertThat(result.created()).isEqualTo(created);
        assertThat(result.updated()).isEqualTo(changed - created);
        assertThat(result.rejectedCount()).isEqualTo(bad);
        assertThat(result.unchanged()).isEqualTo(batch.size() - changed - bad);
      }
      assertThat(world.stored()).isEqualTo(shown(stored));
      assertThat(world.rejected())
          .isEqualTo(
              rejected.entrySet().stream()
                  .map(e -> e.getKey() + " " + seconds(e.getValue()))
                  .toList());
      clock.advance(Duration.ofSeconds(random.nextInt(600)));
    }
  }

  private static void keep(Map<String, Newest> stored, Line line) {
    Newest known = stored.get(line.key());
    if (known == null || line.at().isAfter(known.at())) {
      stored.put(line.key(), new Newest(line.at(), line.unhealthy()));
    } else if (line.at().equals(known.at()) && line.unhealthy()) {
      stored.put(line.key(), new Newest(line.at(), true));
    }
  }

  private static List<Line> batch(PushFixture world, Instant now, SplittableRandom random) {
    List<Line> batch = new ArrayList<>();
    int lines = random.nextInt(1, 40);
    boolean clean = random.nextInt(3) == 0;
    while (batch.size() < lines) {
      if (!batch.isEmpty() && random.nextInt(8) == 0) {
        batch.add(batch.get(random.nextInt(batch.size())));
        continue;
      }
      int device = clean ? random.nextInt(1, DEVICES + 1) : random.nextInt(1, DEVICES + 2);
      String id =
          switch (random.nextInt(3)) {
            case 0 -> "\"entraDeviceId\":\"" + PushFixture.guid(device) + "\"";
            case 1 -> "\"resourceId\":" + PushFixture.resource(device);
            default -> "\"deviceId\":" + (device <= DEVICES ? world.id(device) : 999_999_999L);
          };
      Instant at = now.minusSeconds(random.nextInt(clean ? 0 : -4, 20) * 30L);
      batch.add(
          new Line(
              device,
              id,
              SIGNALS.get(random.nextInt(clean ? 4 : SIGNALS.size())),
              VALUES.get(random.nextInt(clean ? 7 : VALUES.size())),
              clean || random.nextInt(20) > 0 ? at : null,
              !clean && random.nextInt(20) == 0));
    }
    return batch;
  }

  private static Result run(
      DataSource database, ObservationPush push, List<Line> batch, OnError onError) {
    String text = String.join("\n", batch.stream().map(Line::text).toList());
    return TestDatabase.transactions(database)
        .execute(
            status ->
                push.run(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), onError));
  }

  private static List<String> shown(Map<String, Newest> stored) {
    return stored.entrySet().stream()
        .map(
            e ->
                "%s %d %s"
                    .formatted(
                        e.getKey(),
                        seconds(e.getValue().at()),
                        e.getValue().unhealthy() ? "bad" : "good"))
        .toList();
  }

  private static long seconds(Instant at) {
    return Duration.between(TestClock.START, at).toSeconds();
  }
}

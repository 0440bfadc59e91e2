package dev.handover.journey;

import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** 10,000 devices that soak in a fleet of 110,000. */
@Import(PostgresJourneyTest.Postgres.class)
@TestPropertySource(properties = "handover.sandbox.devices=110000")
class WatchOnPostgresBenchTest extends WatchBenchTest {
  @Override
  String waves() {
    return "10%, 60%, 100%";
  }
}

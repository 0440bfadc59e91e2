package dev.handover.journey;

import org.springframework.test.context.TestPropertySource;

/** The embedded database with somewhat more than the fleet that it is meant for. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:bench;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=12000"
    })
class WatchOnH2BenchTest extends WatchBenchTest {
  @Override
  String waves() {
    return "100%";
  }
}

package dev.handover.journey;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:bench;DB_CLOSE_DELAY=-1")
class WatchOnH2BenchTest extends WatchBenchTest {}

package dev.handover.journey;

import org.springframework.context.annotation.Import;

@Import(PostgresJourneyTest.Postgres.class)
class WatchOnPostgresBenchTest extends WatchBenchTest {}

package dev.handover.journey;

import org.springframework.context.annotation.Import;

@Import(PostgresJourneyTest.Postgres.class)
class HoldOnPostgresJourneyTest extends HoldJourneyContract {}

package dev.handover.plan;

import java.time.LocalTime;
import java.time.ZoneId;

/**
 * When a wave after the pilot may begin: one at each recurrence, if it waits to move by then.
 *
 * @param recurrence an RFC 5545 rule such as {@code FREQ=WEEKLY;BYDAY=TU}, daily or rarer
 * @param at the time of day to the minute, such as {@code 20:00}
 * @param zone the time zone of both, such as {@code Europe/Berlin}
 */
public record Expansion(String recurrence, LocalTime at, ZoneId zone) {}

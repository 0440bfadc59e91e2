/** Maintenance windows: when a move may happen. */
package dev.handover.calendar;

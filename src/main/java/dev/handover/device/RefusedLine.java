package dev.handover.device;

/**
 * A line that cannot be used.
 *
 * @param line from 1; of one with line breaks in quotes, where it begins
 * @param message what, where, and what would be right
 */
public record RefusedLine(long line, String message) {}

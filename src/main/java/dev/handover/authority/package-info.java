/**
 * Who manages what: effective, ordered, delivered and confirmed; moves and restores sets of
 * devices.
 */
package dev.handover.authority;

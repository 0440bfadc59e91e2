/**
 * Binding of instants, splitting of long lists, temporary tables of many rows, in which order lists
 * can be had, and how statements are planned; nothing else.
 */
package dev.handover.sql;

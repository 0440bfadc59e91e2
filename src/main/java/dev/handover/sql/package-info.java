/**
 * Binding of instants, splitting of long lists, temporary tables of many rows, and how statements
 * are planned; nothing else.
 */
package dev.handover.sql;

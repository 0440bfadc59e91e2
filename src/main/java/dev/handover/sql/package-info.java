/**
 * Binding of instants, splitting of long lists, and temporary tables of many rows; nothing else.
 */
package dev.handover.sql;

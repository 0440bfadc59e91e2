/**
 * Binding of instants, splitting of long lists, temporary tables of many rows, in which order lists
 * can be had, and how statements are planned; nothing else.
 *
 * <p>A column that a statement gives to a record is named as its component, {@code rollout_id as
 * rolloutId}: Spring asks for that name first, and for each row that has it not the driver makes an
 * exception, which H2 writes into its trace.
 */
package dev.handover.sql;

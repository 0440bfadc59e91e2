/** Binding of instants and splitting of long lists, nothing else. */
package dev.handover.sql;

/** Read-only queries and the pages that show them. */
package dev.handover.dashboard;

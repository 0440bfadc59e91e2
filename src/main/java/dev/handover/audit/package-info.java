/** The append-only, hash-chained journal. */
package dev.handover.audit;

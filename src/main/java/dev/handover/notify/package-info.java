/** Tells people, by mail and webhook, of what the journal tells. */
package dev.handover.notify;

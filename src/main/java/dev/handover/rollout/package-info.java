/** The life of a rollout: stages, waves, leases, decisions, and the watch over all of them. */
package dev.handover.rollout;

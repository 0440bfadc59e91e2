/** The plan of a rollout: its text, its checks, its waves and the sampling of its pilot. */
package dev.handover.plan;

/** The seven workloads, the two authorities, the slider and the capability mask; pure values. */
package dev.handover.workload;

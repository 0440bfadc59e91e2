/** Programmes: rollouts of several workloads, one each, begun in their order. */
package dev.handover.programme;

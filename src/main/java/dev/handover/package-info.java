/** Handover: moves co-management workloads from Configuration Manager to Intune, on evidence. */
package dev.handover;

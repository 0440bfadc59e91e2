/**
 * Enabling co-management: whose clients enrol in Intune by themselves, and what becomes of them.
 */
package dev.handover.enablement;

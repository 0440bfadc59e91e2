/** The fleet: devices, their management state, collections, and the filters that select them. */
package dev.handover.device;

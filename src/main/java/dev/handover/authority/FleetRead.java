package dev.handover.authority;

/** The estate has been read for the first time; from now on rollouts can be planned. */
public record FleetRead() {}

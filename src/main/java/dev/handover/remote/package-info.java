/** Remote actions of Intune on co-managed devices: asked for, approved, sent once, followed. */
package dev.handover.remote;

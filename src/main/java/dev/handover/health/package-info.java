/** From observations to evidence to a verdict; the gate itself is a pure function. */
package dev.handover.health;

/** The guided start of the sandbox: three rollouts that show the product at work. */
package dev.handover.tour;

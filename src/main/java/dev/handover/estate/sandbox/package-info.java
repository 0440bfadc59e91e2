/** An embedded, simulated Configuration Manager site and Intune tenant: the default estate. */
package dev.handover.estate.sandbox;

/**
 * The two management systems, Configuration Manager and Intune, as two interfaces and their clock.
 */
package dev.handover.estate;

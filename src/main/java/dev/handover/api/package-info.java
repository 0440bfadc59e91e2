/** REST in and out, with problem details. */
package dev.handover.api;

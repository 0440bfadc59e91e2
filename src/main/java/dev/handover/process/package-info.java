/** The only room that knows Camunda: delegates, listeners, and the workflow behind a rollout. */
package dev.handover.process;

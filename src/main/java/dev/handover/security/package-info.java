/** Users, their roles, and who may call what. */
package dev.handover.security;

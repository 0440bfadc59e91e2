package dev.handover.device;

/**
 * A device collection of Configuration Manager.
 *
 * @param id such as {@code PS100012}
 * @param name unique within the site
 * @param builtIn whether it comes with the product and is never written to
 */
public record DeviceCollection(String id, String name, boolean builtIn) {}

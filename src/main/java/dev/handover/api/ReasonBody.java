package dev.handover.api;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Why something is asked for.
 *
 * @param reason at most 1000 characters
 */
@Schema(example = "{\"reason\":\"The VPN is down, see INC-4711\"}")
record ReasonBody(String reason) {}

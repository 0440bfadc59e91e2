package dev.handover.authority;

/** How far an order has come. */
public enum OrderState {
  /** Written, in the same transaction as the token that asked for it. */
  ORDERED,
  /** A sender is acting on it. */
  CLAIMED,
  /** The site has the rule. */
  DELIVERED,
  /** Both systems report the new authority. */
  CONFIRMED,
  /** It cannot be carried out. */
  FAILED,
  /** A rollback, the end of the rollout or a person's decision came before it was carried out. */
  SUPERSEDED
}

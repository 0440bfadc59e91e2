package dev.handover.rollout;

import java.util.List;

/**
 * A page of a longer list.
 *
 * @param items what is on this page, in the list's order
 * @param page the page's number, from 0
 * @param size the most items a page holds
 * @param total how many items the whole list has
 */
public record Page<T>(List<T> items, int page, int size, long total) {

  public Page {
    items = List.copyOf(items);
  }
}

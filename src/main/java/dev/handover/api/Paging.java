package dev.handover.api;

/**
 * Which page of a list is asked for.
 *
 * @param page from 0
 * @param size from 1 to 500
 */
record Paging(int page, int size) {

  private static final int LAST_PAGE = 1_000_000;
  private static final int LARGEST = 500;

  Paging {
    if (page < 0 || page > LAST_PAGE) {
      throw new BadInput("page", "A page is between 0 and %d, not %d.".formatted(LAST_PAGE, page));
    }
    if (size < 1 || size > LARGEST) {
      throw new BadInput(
          "size", "A page holds between 1 and %d items, not %d.".formatted(LARGEST, size));
    }
  }
}

package dev.handover.api;

import dev.handover.audit.Journal;
import dev.handover.audit.JournalEntry;
import dev.handover.audit.Verification;
import dev.handover.rollout.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/journal")
@Tag(name = "Journal", description = "Append-only and hash-chained")
class JournalController {

  private final Journal journal;

  JournalController(Journal journal) {
    this.journal = journal;
  }

  @Operation(summary = "Entries, the newest first")
  @GetMapping
  Page<JournalEntry> list(
      @RequestParam(required = false) String rollout,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return new Page<>(
        journal.page(rollout, Journal.SORTING.of(sort), paging.page(), paging.size()),
        paging.page(),
        paging.size(),
        journal.count(rollout));
  }

  @Operation(
      summary = "Recompute every hash",
      description = "Detects changed, deleted, reordered and cut-off entries.")
  @GetMapping("/verify")
  Verification verify() {
    return journal.verify();
  }
}

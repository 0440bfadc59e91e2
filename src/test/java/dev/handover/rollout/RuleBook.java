package dev.handover.rollout;

import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A site that is nothing but the direct rules of its collections, evaluated at once. */
final class RuleBook implements ConfigMgrSite {

  final Map<String, Set<Long>> rules = new HashMap<>();

  @Override
  public int version() {
    return 2403;
  }

  @Override
  public Duration longestCall() {
    return Duration.ofSeconds(10);
  }

  @Override
  public List<SliderReading> sliders() {
    return List.of();
  }

  @Override
  public EnrolmentReading autoEnrolment() {
    return new EnrolmentReading(AutoEnrolment.NONE, null);
  }

  @Override
  public boolean canSetAutoEnrolment() {
    return false;
  }

  @Override
  public void setAutoEnrolment(AutoEnrolment setting, String collectionId) {
    throw new UnsupportedOperationException("nothing enrols at this site");
  }

  @Override
  public List<EnrolmentFailure> enrolmentFailures(Instant changedSince) {
    return List.of();
  }

  @Override
  public boolean canSetSlider(Workload workload) {
    return false;
  }

  @Override
  public void setSlider(Workload workload, Slider position) {
    throw new UnsupportedOperationException("this site's sliders stand still");
  }

  @Override
  public List<CollectionReading> collections() {
    return List.of();
  }

  @Override
  public Set<Long> members(String collectionId) {
    return directRules(collectionId);
  }

  @Override
  public Set<Long> directRules(String collectionId) {
    return Set.copyOf(rules.getOrDefault(collectionId, Set.of()));
  }

  @Override
  public List<ClientSettings> clientSettings() {
    return List.of();
  }

  @Override
  public List<Baseline> baselines() {
    return List.of();
  }

  @Override
  public Map<Long, RuleOutcome> addDirectRules(String collectionId, Collection<Long> resourceIds) {
    Set<Long> collection = rules.computeIfAbsent(collectionId, c -> new HashSet<>());
    Map<Long, RuleOutcome> outcomes = new HashMap<>();
    resourceIds.forEach(id -> outcomes.put(id, outcome(collection.add(id))));
    return outcomes;
  }

  @Override
  public Map<Long, RuleOutcome> removeDirectRules(
      String collectionId, Collection<Long> resourceIds) {
    Set<Long> collection = rules.computeIfAbsent(collectionId, c -> new HashSet<>());
    Map<Long, RuleOutcome> outcomes = new HashMap<>();
    resourceIds.forEach(id -> outcomes.put(id, outcome(collection.remove(id))));
    return outcomes;
  }

  private static RuleOutcome outcome(boolean changed) {
    return changed ? RuleOutcome.CHANGED : RuleOutcome.ALREADY_SO;
  }

  @Override
  public void requestRefresh(String collectionId) {}

  @Override
  public List<ComanagementState> comanagementStates(Instant changedSince) {
    return List.of();
  }
}

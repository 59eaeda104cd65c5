#include "harness/reduce/reducer.h"

#include <algorithm>
#include <utility>

#include "harness/reduce/delta.h"
#include "harness/reduce/passes.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

Reducer::Reducer(Candidate start, const Interesting& interesting, const ReduceOptions& options)
    : best_(std::move(start)), interesting_(&interesting), options_(&options) {}

bool Reducer::asks(const Candidate& candidate) {
  if (options_->stop != nullptr && options_->stop->load()) throw SweepStopped();
  if (!candidate_fault(candidate).empty()) return false;
  ++tests_;
  const bool answer = (*interesting_)(candidate);
  if (options_->on_progress) options_->on_progress({pass_, tests_, &best_});
  return answer;
}

bool Reducer::consider(Candidate candidate) {
  follow_layout(candidate);
  if (!candidate_fault(candidate).empty() || !simpler(candidate, best_)) return false;
  if (!asks(candidate)) return false;
  best_ = std::move(candidate);
  return true;
}

bool Reducer::first_time(const std::shared_ptr<const Program>& program) {
  const bool known = std::any_of(searched_.begin(), searched_.end(), [&](const auto& before) {
    return before->draft.values == program->draft.values &&
           before->draft.observe == program->draft.observe &&
           before->draft.promises == program->draft.promises;
  });
  if (!known) searched_.push_back(program);
  return !known;
}

void Reducer::drop(const Walk& walk) {
  const Candidate from = best_;
  Candidate counted = from;
  Keep all;
  walk(counted, all);
  delta(all.asked(), [&](const std::vector<bool>& stays) {
    Candidate candidate = from;
    Keep keep(stays);
    walk(candidate, keep);
    return consider(std::move(candidate));
  });
}

Candidate Reducer::spelled_shorter(Candidate candidate, std::span<const Pass> passes) {
  std::swap(best_, candidate);
  try {
    repeat(passes);
  } catch (const SweepStopped&) {
    std::swap(best_, candidate);
    throw;
  }
  std::swap(best_, candidate);
  return candidate;
}

void Reducer::settle(std::span<const Pass> passes) {
  for (bool changed = true; changed;) {
    const Candidate before = best_;
    repeat(passes.first(1));
    repeat(passes.subspan(1));
    changed = simpler(best_, before);
  }
}

void Reducer::repeat(std::span<const Pass> passes) {
  for (bool changed = true; changed;) {
    const Candidate before = best_;
    for (const Pass& pass : passes) {
      if (!pass.name.empty()) pass_ = pass.name;  // passes without a name are part of another
      pass.run(*this);
    }
    changed = simpler(best_, before);
  }
}

Reduced reduce(Candidate start, const Interesting& interesting, const ReduceOptions& options) {
  Reducer reducer(std::move(start), interesting, options);
  Reduced reduced;
  try {
    // Operations that change nothing here go last: while another number could show the finding
    // more simply, they may be needed.
    reducer.settle(passes().first(passes().size() - 1));
    reducer.settle(passes());
  } catch (const SweepStopped&) {
    reduced.interrupted = true;
  }
  reduced.best = reducer.best_;
  reduced.tests = reducer.tests_;
  return reduced;
}

Reduced reduce(Candidate start, const SameFinding& same, ReduceOptions options) {
  options.sweeps = [&same] { return same.sweeps(); };
  return reduce(std::move(start), Interesting(same), options);
}

}  // namespace splitvote

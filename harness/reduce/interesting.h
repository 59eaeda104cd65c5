// What must stay while a case is reduced.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/reduce/candidate.h"
#include "src/program/plan.h"

namespace splitvote {

// Whether a candidate is worth keeping. May throw SweepStopped.
using Interesting = std::function<bool(const Candidate&)>;

// The finding itself: a default sweep of the candidate shows the same verdict at the same worst
// grade for the same cause, so the same signature.
//
// 1. A cause that needs a rounded logit needs one that rounding changes.
// 2. A few plans that decide the cause's choices as the cause does: a cause is sufficient, so each
//    must show the verdict, and none at another grade. Nearly all candidates end here.
// 3. Where there are many choices, the same plans with one literal turned: where they all show the
//    verdict still, the literal is taken to be needless and the cause to be another. That may miss
//    a candidate, never take a wrong one, and is not done where it would miss the finding itself.
// 4. Then the sweep.
class SameFinding {
 public:
  SameFinding(const Finding& finding, const FailRule& rule,
              const std::atomic<bool>* stop = nullptr);

  [[nodiscard]] bool operator()(const Candidate& candidate) const;
  // The finding on a candidate, as a default sweep has it; nothing when the signature is another.
  [[nodiscard]] std::optional<Finding> on(const Candidate& candidate) const;
  // Sweeps that it and its copies have made.
  [[nodiscard]] std::int64_t sweeps() const { return *sweeps_; }

 private:
  [[nodiscard]] bool can_matter(const Candidate& candidate) const;
  [[nodiscard]] static bool looks_at_plans(const Candidate& candidate);
  [[nodiscard]] bool shown_by_cause(const Candidate& candidate, bool each_needed) const;

  Verdict verdict_;
  Grade grade_;
  std::vector<Literal> literals_;
  std::string signature_;
  FailRule rule_;
  const std::atomic<bool>* stop_;
  bool looks_for_need_ = false;
  std::shared_ptr<std::int64_t> sweeps_ = std::make_shared<std::int64_t>(0);
};

}  // namespace splitvote

// Reduction: the simplest candidate that is still interesting.
//
// 1. The passes run in order (passes.h), each on the best candidate so far.
// 2. A candidate becomes the best when it is simpler, without fault, and interesting; nothing else
//    does, so the result never drifts and never grows.
// 3. Rounds follow until one changes nothing, first without the last pass, then of all: then no
//    pass makes the best simpler, and reducing it again gives it back.
// The result depends on nothing but the candidate and what is interesting.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/reduce/candidate.h"
#include "harness/reduce/interesting.h"
#include "harness/reduce/keep.h"

namespace splitvote {

struct Pass;

struct ReduceProgress {
  std::string_view pass;
  std::int64_t tests = 0;  // candidates that `interesting` was asked about
  const Candidate* best = nullptr;
};

struct ReduceOptions {
  // Asking costs microseconds: passes may try thousands of candidates. False where every answer is
  // a process (--check).
  bool asking_is_cheap = true;
  // How much the answers took so far, in sweeps; empty: not counted. Bounds searches whose every
  // candidate may take one.
  std::function<std::int64_t()> sweeps;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const ReduceProgress&)> on_progress;  // after every test; may be empty
};

struct Reduced {
  Candidate best;
  std::int64_t tests = 0;
  bool interrupted = false;  // by `stop`: the best so far
};

class Reducer {
 public:
  Reducer(Candidate start, const Interesting& interesting, const ReduceOptions& options);

  [[nodiscard]] const Candidate& best() const { return best_; }
  [[nodiscard]] bool asking_is_cheap() const { return options_->asking_is_cheap; }
  [[nodiscard]] std::int64_t tests() const { return tests_; }
  [[nodiscard]] std::int64_t sweeps() const { return options_->sweeps ? options_->sweeps() : 0; }
  // The only way to change the best. Throws SweepStopped once `stop` is set.
  bool consider(Candidate candidate);
  // Whether a candidate without fault is interesting, simpler or not.
  bool asks(const Candidate& candidate);
  // What these passes, repeated, make of an interesting candidate. The best stays as it is.
  Candidate spelled_shorter(Candidate candidate, std::span<const Pass> passes);
  // False from the second call for the same program: a search that depends on nothing else need not
  // be repeated.
  bool first_time(const std::shared_ptr<const Program>& program);
  // Drops what can go of the features that the walk visits.
  void drop(const Walk& walk);

 private:
  friend Reduced reduce(Candidate start, const Interesting& interesting,
                        const ReduceOptions& options);

  // The first pass, a search that is long, then the others until they change nothing, and so on.
  void settle(std::span<const Pass> passes);
  // Runs the passes in rounds until one changes nothing.
  void repeat(std::span<const Pass> passes);

  Candidate best_;
  const Interesting* interesting_;
  const ReduceOptions* options_;
  std::int64_t tests_ = 0;
  std::string_view pass_;
  std::vector<std::shared_ptr<const Program>> searched_;
};

// `start` must be interesting.
Reduced reduce(Candidate start, const Interesting& interesting, const ReduceOptions& options = {});
// The same finding, its sweeps counted.
Reduced reduce(Candidate start, const SameFinding& same, ReduceOptions options = {});

}  // namespace splitvote

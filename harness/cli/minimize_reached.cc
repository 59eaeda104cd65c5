#include "harness/cli/minimize_reached.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "harness/campaign/on_targets.h"
#include "harness/cli/on_case.h"
#include "harness/cli/stop_signal.h"
#include "harness/compiled/recorded.h"
#include "harness/reduce/compiled_case.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::array kRows = {1, 2, 4};
constexpr std::array kTokens = {8, 128, 1'024, 8'192};
constexpr std::array kRanks = {1, 2, 4};

// Enough to name a plan, which the finding's own case is held against besides.
constexpr IdentifyOptions kIdentify = {
    .probes_max = 12, .probes_quiet = 4, .fresh = 8, .near = 0, .stop = nullptr};

class Minimizer {
 public:
  Minimizer(const TargetArguments& targets, const FailRule& rule, Compilers& compilers,
            const std::string& folder, const Output& output)
      : targets_(targets), rule_(rule), compilers_(compilers), folder_(folder), output_(output) {}

  MinimizedReached run(const Witness& witness) {
    start(witness);
    made_.before = made_.after;
    try {
      shrink_values();
      if (targets_.given()) shrink_shape();
    } catch (const SweepStopped&) {
      made_.interrupted = true;
    }
    made_.after.trials = trials_;
    return std::move(made_);
  }

 private:
  [[nodiscard]] std::optional<Finding> on(const std::vector<Subject>& subjects,
                                          const Case& test_case) const {
    SweepLimits limits;
    limits.stop = &stop_signal();
    std::vector<Finding> found = OnTargets(subjects, rule_).find(test_case, limits);
    const auto same = std::find_if(found.begin(), found.end(), [&](const Finding& finding) {
      return signature_.empty() || finding.signature == signature_;
    });
    return same == found.end() ? std::nullopt : std::optional(std::move(*same));
  }

  // The compiled programs that reach it: of the file's records, else on the targets.
  void start(const Witness& witness) {
    if (witness.expectation) signature_ = witness.expectation->signature;
    if (witness.finding && !witness.finding->reached.empty()) {
      complete_from_records(witness.test_case, witness.finding->reached, targets_);
      Records records;
      std::vector<Reached> here = witness.finding->reached;
      std::erase_if(here, [](const Reached& each) { return each.elsewhere; });
      Recorded recorded = recorded_subjects(witness.test_case.program, here, records);
      made_.notices = std::move(recorded.notices);
      subjects_ = std::move(recorded.subjects);
    }
    if (subjects_.empty() && targets_.given()) {
      Subjects made = compile_for(witness.test_case, targets_, compilers_, folder_, output_);
      std::vector<std::string> notices = made.all_notices();
      std::move(notices.begin(), notices.end(), std::back_inserter(made_.notices));
      subjects_ = std::move(made.subjects);
    }
    std::optional<Finding> found = on(subjects_, witness.test_case);
    if (!found) {
      throw InputError(
          "", "expected " +
                  (signature_.empty() ? std::string("a failing verdict") : "[" + signature_ + "]") +
                  " to be reached by a compiled program, found that none does");
    }
    signature_ = found->signature;
    made_.after = std::move(*found);
    if (witness.finding) trials_ = witness.finding->trials;
  }

  void shrink_values() {
    const std::vector<Reached> all = made_.after.reached;
    with_simpler_logits(made_.after.test_case, [&](const Case& candidate) {
      ++made_.tests;
      std::optional<Finding> found = on(subjects_, candidate);
      const bool every =
          found && std::all_of(all.begin(), all.end(), [&](const Reached& one) {
            return std::any_of(found->reached.begin(), found->reached.end(),
                               [&](const Reached& now) { return same_program(now, one); });
          });
      if (every) made_.after = std::move(*found);
      return every;
    });
  }

  // One side of the shape after the other: ranks, tokens a rank, rows. The smallest at which it is
  // reached; larger ones are not compiled.
  void shrink_shape() {
    if (made_.after.verdict == Verdict::kVariantSplit) return;  // two shapes: which goes?
    try_smaller([](CompiledShape& shape, int size) { return shrink(shape.ranks, size); }, kRanks);
    try_smaller([](CompiledShape& shape, int size) { return shrink(shape.tokens_per_rank, size); },
                kTokens);
    try_smaller([](CompiledShape& shape, int size) { return shrink(shape.rows, size); }, kRows);
    shrink_values();
  }

  template <typename Integer>
  static bool shrink(Integer& side, int size) {
    const bool smaller = size < side;
    side = static_cast<Integer>(size);
    return smaller;
  }

  template <typename Change, typename Sizes>
  void try_smaller(const Change& change, const Sizes& sizes) {
    const CompiledShape now = made_.after.reached.front().as.shape;
    const std::string& names = targets_.fleet.empty() ? targets_.on : targets_.fleet;
    const int targets = 1 + static_cast<int>(std::count(names.begin(), names.end(), ','));
    for (const int size : sizes) {
      CompiledShape shape = now;
      if (!change(shape, size) || made_.compilations + targets > kCompilationsMax) return;
      std::optional<Case> moved = moved_to(made_.after.test_case, made_.after.row, shape);
      if (!moved) continue;
      made_.compilations += targets;
      if (is_reached(std::move(*moved), shape)) return;
    }
  }

  // Where it is, it is the best so far.
  bool is_reached(Case moved, const CompiledShape& shape) {
    for (const Subject& subject : compile(shape)) {
      moved.program = subject.sampler;
      std::optional<Finding> found = on({subject}, moved);
      if (!found) continue;
      made_.after = std::move(*found);
      subjects_ = {subject};
      return true;
    }
    return false;
  }

  std::vector<Subject> compile(const CompiledShape& shape) {
    TargetArguments own = targets_;
    own.numbers = numbers_in_force(made_.after.test_case);
    own.variants = false;
    try {
      Subjects made = compile_at(own, source_of(made_.after.test_case, own), shape, kIdentify,
                                 compilers_, folder_, output_);
      return std::move(made.subjects);
    } catch (const InputError& error) {
      made_.notices.push_back(std::string("no smaller shape: ") + error.what());
      return {};
    }
  }

  TargetArguments targets_;
  const FailRule& rule_;
  Compilers& compilers_;
  const std::string& folder_;
  const Output& output_;
  std::string signature_;
  std::vector<Trial> trials_;  // what was tried on the finding as it came
  std::vector<Subject> subjects_;
  MinimizedReached made_;
};

}  // namespace

MinimizedReached minimize_reached(const Witness& witness, const TargetArguments& targets,
                                  const FailRule& rule, Compilers& compilers,
                                  const std::string& folder, const Output& output) {
  return Minimizer(targets, rule, compilers, folder, output).run(witness);
}

}  // namespace splitvote

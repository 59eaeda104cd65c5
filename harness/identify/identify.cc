#include "harness/identify/identify.h"

#include <utility>
#include <vector>

#include "harness/identify/probe.h"
#include "harness/identify/same_names.h"
#include "harness/identify/where_it_starts.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

constexpr std::uint64_t kFreshStream = std::uint64_t{1} << 32;  // no probe has these numbers

Outcome run_plan(const Case& test_case, const Plan& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  return run(evaluator, plan);
}

Case one_row(const Case& test_case, int row) {
  Case result = test_case;
  result.logits.values = {result.logits.values[static_cast<std::size_t>(row)]};
  result.logits.rows = 1;
  return result;
}

class Identifier {
 public:
  Identifier(std::shared_ptr<const Program> sampler, const CompiledProgram& compiled,
             const IdentifyOptions& options)
      : sampler_(std::move(sampler)), compiled_(compiled), options_(options) {
    found_.survivors = Survivors(sampler_->site_count());
  }

  Identification run() {
    probe();
    found_.plan = found_.survivors.least_promoted();
    if (found_.plan) check_on_fresh_cases();
    return std::move(found_);
  }

 private:
  [[nodiscard]] Case probing(std::uint64_t number) const {
    return probing_case(sampler_, compiled_.as.shape, compiled_.numbers, options_.seed, number);
  }

  void probe() {
    SweepLimits limits;
    limits.stop = options_.stop;
    int quiet = 0;
    std::uint64_t left = 0;
    for (int number = 0; number < options_.probes_max && quiet < options_.probes_quiet; ++number) {
      const Case test_case = probing(static_cast<std::uint64_t>(number));
      const Outcome seen = run_compiled(compiled_, test_case);
      found_.survivors.see(sweep(test_case, limits), seen, test_case.logits.rows);
      ++found_.probes;
      const std::uint64_t count = found_.survivors.count();
      quiet = number > 0 && count == left ? quiet + 1 : 0;
      left = count;
      if (left == 0) {
        keep_unexplained(test_case, all_rounded(1));
        return;
      }
    }
  }

  void check_on_fresh_cases() {
    const Plan plan = split_plan(*found_.plan, sampler_->site_count(), 1);
    for (int number = 0; number < options_.fresh; ++number) {
      if (options_.stop != nullptr && *options_.stop) throw SweepStopped{};
      const Case test_case = probing(kFreshStream + static_cast<std::uint64_t>(number));
      if (!same_names(run_plan(test_case, plan), run_compiled(compiled_, test_case),
                      test_case.logits.rows)) {
        keep_unexplained(test_case, plan);
        return;
      }
      ++found_.fresh;
    }
  }

  // The first row that alone shows the difference to the plan; the whole case where none does. A
  // user's function has the compiled number of rows as well.
  void keep_unexplained(const Case& test_case, const Plan& plan) {
    Case shown = test_case;
    for (int row = 0; row < test_case.logits.rows; ++row) {
      Case candidate = one_row(test_case, row);
      const Outcome written = run_plan(fitted(candidate, sampler_, compiled_.as.shape), plan);
      if (same_names(written, run_compiled(compiled_, candidate), 1)) continue;
      shown = std::move(candidate);
      break;
    }
    std::string instruction = where_it_starts(shown, compiled_, plan);
    found_.unexplained = Unexplained{std::move(shown), std::move(instruction)};
  }

  std::shared_ptr<const Program> sampler_;
  const CompiledProgram& compiled_;
  const IdentifyOptions& options_;
  Identification found_;
};

}  // namespace

Outcome run_compiled(const CompiledProgram& compiled, const Case& test_case) {
  return run_plan(fitted(test_case, compiled.program, compiled.as.shape), all_rounded(1));
}

Identification identify(const std::shared_ptr<const Program>& sampler,
                        const CompiledProgram& compiled, const IdentifyOptions& options) {
  std::optional<Identification> as_written;
  for (Lowering& lowering : lowerings_of(sampler)) {
    Identification found = Identifier(lowering.sampler, compiled, options).run();
    found.lowering = std::move(lowering);
    if (found.explained()) return found;
    if (!as_written) as_written = std::move(found);
  }
  return *std::move(as_written);
}

}  // namespace splitvote

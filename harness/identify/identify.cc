#include "harness/identify/identify.h"

#include <utility>
#include <vector>

#include "harness/identify/probe.h"
#include "harness/identify/reading.h"
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
    check_on_fresh_cases();
    return std::move(found_);
  }

 private:
  [[nodiscard]] Case probing(std::uint64_t number) const {
    return probing_case(sampler_, compiled_.as.shape, compiled_.numbers, options_.seed, number);
  }

  // Strikes out the plans that name something else than `seen`; keeps the case where none is left.
  void look_at(const Case& test_case, const Outcome& seen) {
    SweepLimits limits;
    limits.stop = options_.stop;
    const Survivors before = found_.survivors;
    found_.survivors.see(sweep(test_case, limits), seen, test_case.logits.rows);
    ++found_.probes;
    if (!found_.survivors.any())
      keep_unexplained(test_case, before.nearest(options_.near).value_or(0));
  }

  void probe() {
    int quiet = 0;
    std::uint64_t left = 0;
    for (int number = 0; number < options_.probes_max && quiet < options_.probes_quiet; ++number) {
      const Case test_case = probing(static_cast<std::uint64_t>(number));
      look_at(test_case, run_compiled(compiled_, test_case));
      const std::uint64_t count = found_.survivors.count();
      quiet = number > 0 && count == left ? quiet + 1 : 0;
      left = count;
      if (left == 0) return;
    }
  }

  void check_on_fresh_cases() {
    found_.plan = found_.survivors.nearest(options_.near);
    for (std::uint64_t number = kFreshStream; found_.plan && found_.fresh < options_.fresh;
         ++number) {
      if (options_.stop != nullptr && *options_.stop) throw SweepStopped{};
      const Case test_case = probing(number);
      const Outcome seen = run_compiled(compiled_, test_case);
      if (same_names(run_plan(test_case, plan_of(*found_.plan)), seen, test_case.logits.rows)) {
        ++found_.fresh;
        continue;
      }
      look_at(test_case, seen);
      found_.fresh = 0;
      found_.plan = found_.survivors.nearest(options_.near);
    }
  }

  [[nodiscard]] Plan plan_of(PlanBits bits) const {
    return split_plan(bits, sampler_->site_count(), 1);
  }

  // The first row that alone shows the difference to the nearest plan; the whole case where none
  // does. A user's function has the compiled number of rows as well.
  void keep_unexplained(const Case& test_case, PlanBits last) {
    Unexplained& kept = found_.unexplained.emplace();
    const Plan plan = nearest_plan(test_case, last, kept.mixed);
    kept.test_case = test_case;
    for (int row = 0; row < test_case.logits.rows; ++row) {
      Case candidate = one_row(test_case, row);
      const Outcome written = run_plan(fitted(candidate, sampler_, compiled_.as.shape), plan);
      if (same_names(written, run_compiled(compiled_, candidate), 1)) continue;
      kept.test_case = std::move(candidate);
      break;
    }
    kept.instruction = where_it_starts(kept.test_case, compiled_, plan);
  }

  // The plan as the HLO's text shows it, where it differs on this case; else the last that survived
  // the cases before.
  [[nodiscard]] Plan nearest_plan(const Case& test_case, PlanBits last,
                                  std::vector<std::string>& mixed) const {
    const std::vector<TextReading> reads =
        read_sites({*sampler_, compiled_.sampler_scopes}, {*compiled_.program, compiled_.scopes});
    PlanBits bits = 0;
    for (std::size_t site = 0; site < reads.size(); ++site) {
      if (reads[site] == TextReading::kPromoted) bits |= PlanBits{1} << site;
      if (reads[site] == TextReading::kMixed) mixed.push_back(sampler_->sites[site].name);
    }
    const bool differs = !same_names(run_plan(test_case, plan_of(bits)),
                                     run_compiled(compiled_, test_case), test_case.logits.rows);
    return plan_of(differs ? bits : last);
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
  for (Lowering& lowering : lowerings_of(sampler, *compiled.program)) {
    Identification found = Identifier(lowering.sampler, compiled, options).run();
    found.lowering = std::move(lowering);
    if (found.explained()) return found;
    if (!as_written) as_written = std::move(found);
  }
  return *std::move(as_written);
}

}  // namespace splitvote

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

SweepLimits limits_of(const IdentifyOptions& options) {
  SweepLimits limits;
  limits.stop = options.stop;
  return limits;
}

Outcome run_plan(const Case& test_case, const Plan& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  return run(evaluator, plan);
}

Case one_row(const Case& test_case, int row) {
  std::vector<std::vector<float>> rows = materialize(test_case.logits, test_case.layout.vocab_size);
  Case result = test_case;
  result.logits = {};
  result.logits.rows = 1;
  result.logits.values = {std::move(rows[static_cast<std::size_t>(row)])};
  return result;
}

class Identifier {
 public:
  Identifier(std::shared_ptr<const Program> sampler, const CompiledProgram& compiled,
             const IdentifyOptions& options)
      : sampler_(std::move(sampler)), compiled_(compiled), options_(options) {
    found_.survivors = Survivors(sampler_->site_count());
  }

  [[nodiscard]] Case probing(std::uint64_t number) const {
    return probing_case(sampler_, compiled_.as.shape, compiled_.numbers, options_.seed, number);
  }

  // A given case as a probe of this sampler.
  [[nodiscard]] Case probing(const Case& given) const {
    return fitted(given, sampler_, compiled_.as.shape);
  }

  // A plan is left that a probe may strike out.
  [[nodiscard]] bool can_learn() const { return found_.probes == 0 || found_.survivors.any(); }

  // Another probe may still tell plans apart.
  [[nodiscard]] bool wants_probe() const {
    return found_.probes < options_.probes_max && quiet_ < options_.probes_quiet && can_learn();
  }

  // One more probe, and its sweep.
  void probe(const Case& test_case, const Sweep& swept) {
    const std::uint64_t before = found_.survivors.count();
    look_at(test_case, swept, run_compiled(compiled_, test_case));
    quiet_ = found_.probes > 1 && found_.survivors.count() == before ? quiet_ + 1 : 0;
  }

  // After the last probe: the survivor nearest to `near`, checked.
  Identification checked(PlanBits near) {
    check_on_fresh_cases(near);
    return std::move(found_);
  }

 private:
  // Strikes out the plans that name something else than `seen`; keeps the case where none is left.
  void look_at(const Case& test_case, const Sweep& swept, const Outcome& seen) {
    const Survivors before = found_.survivors;
    found_.survivors.see(swept, seen, test_case.logits.rows);
    ++found_.probes;
    if (!found_.survivors.any())
      keep_unexplained(test_case, before.nearest(options_.near).value_or(0));
  }

  void check_on_fresh_cases(PlanBits near) {
    found_.plan = found_.survivors.nearest(near);
    for (std::uint64_t number = kFreshStream; found_.plan && found_.fresh < options_.fresh;
         ++number) {
      if (options_.stop != nullptr && *options_.stop) throw SweepStopped{};
      const Case test_case = probing(number);
      const Outcome seen = run_compiled(compiled_, test_case);
      if (same_names(run_plan(test_case, plan_of(*found_.plan)), seen, test_case.logits.rows)) {
        ++found_.fresh;
        continue;
      }
      look_at(test_case, sweep(test_case, limits_of(options_)), seen);
      found_.fresh = 0;
      found_.plan = found_.survivors.nearest(near);
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
  int quiet_ = 0;  // probes without news
};

void probe(std::span<Identifier* const> identifiers, const Case& test_case,
           const SweepLimits& limits) {
  const Sweep swept = sweep(test_case, limits);
  for (Identifier* each : identifiers) {
    if (limits.stop != nullptr && *limits.stop) throw SweepStopped{};
    each->probe(test_case, swept);
  }
}

// The probes of all, each swept once.
void probe_all(std::vector<Identifier>& identifiers, const std::vector<Case>& first,
               const SweepLimits& limits) {
  const auto those = [&](bool (Identifier::*want)() const) {
    std::vector<Identifier*> left;
    for (Identifier& each : identifiers) {
      if ((each.*want)()) left.push_back(&each);
    }
    return left;
  };
  for (const Case& given : first) {
    const std::vector<Identifier*> left = those(&Identifier::can_learn);
    if (left.empty()) return;
    probe(left, left.front()->probing(given), limits);
  }
  for (std::uint64_t number = 0;; ++number) {
    const std::vector<Identifier*> left = those(&Identifier::wants_probe);
    if (left.empty()) return;
    probe(left, left.front()->probing(number), limits);
  }
}

// As every known lowering; `as_written` where none does it.
Identification as_lowered(const std::shared_ptr<const Program>& sampler,
                          const CompiledProgram& compiled, const IdentifyOptions& options,
                          PlanBits near, Identification as_written) {
  std::vector<Lowering> lowerings = lowerings_of(sampler, *compiled.program);
  for (Lowering& lowering : lowerings) {
    if (lowering.name.empty()) continue;
    std::vector<Identifier> one;
    one.emplace_back(lowering.sampler, compiled, options);
    probe_all(one, options.first, limits_of(options));
    Identification found = one.front().checked(near);
    if (!found.explained()) continue;
    found.lowering = std::move(lowering);
    return found;
  }
  return as_written;
}

}  // namespace

Outcome run_compiled(const CompiledProgram& compiled, const Case& test_case) {
  return run_plan(fitted(test_case, compiled.program, compiled.as.shape), all_rounded(1));
}

std::vector<Identification> identify(const std::shared_ptr<const Program>& sampler,
                                     std::span<const ToIdentify> all) {
  std::vector<Identifier> identifiers;
  identifiers.reserve(all.size());
  for (const ToIdentify& each : all)
    identifiers.emplace_back(sampler, *each.compiled, each.options);
  probe_all(identifiers, all.front().options.first, limits_of(all.front().options));
  std::vector<Identification> found;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const ToIdentify& each = all[at];
    const PlanBits near = each.near_to ? found[*each.near_to].plan.value_or(0) : each.options.near;
    found.push_back(identifiers[at].checked(near));
    if (found.back().explained()) continue;
    found.back() = as_lowered(sampler, *each.compiled, each.options, near, std::move(found.back()));
  }
  return found;
}

Identification identify(const std::shared_ptr<const Program>& sampler,
                        const CompiledProgram& compiled, const IdentifyOptions& options) {
  const ToIdentify one = {&compiled, options, {}};
  return std::move(identify(sampler, {&one, 1}).front());
}

}  // namespace splitvote

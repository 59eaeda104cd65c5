// Which plan of a sampler a compiler chose, told from the outcomes of what it compiled.
//
// 1. Probing cases (probe.h) are swept, and run through the compiled program: the plans that name
//    what it names survive (survivors.h). The probes end when the last few struck out no plan.
// 2. The survivor with the fewest promoted sites (or nearest to a given plan) is checked on fresh
//    cases, one plan each. A case that differs is swept as one more probe, and the check begins
//    anew with the next survivor, on cases not looked at before.
// 3. No survivor: the same is asked of every known lowering of the sampler (lowerings.h).
// 4. Where none has such a plan either, the case that struck out the last plan of the sampler as
//    written is kept, at one row, with the uses that the HLO serves both ways, and the instruction
//    where the compiled program first holds numbers that the sampler, under the plan nearest to
//    it, holds neither rounded nor unrounded.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/identify/compiled_program.h"
#include "harness/identify/lowerings.h"
#include "harness/identify/survivors.h"
#include "src/evaluate/outcome.h"

namespace splitvote {

struct IdentifyOptions {
  std::uint64_t seed = 1;
  int probes_max = 48;
  int probes_quiet = 16;         // probes without news after which probing ends
  int fresh = 64;                // cases that the plan is checked on
  PlanBits near = 0;             // of the survivors, the one nearest to this plan is checked
  std::vector<Case> first = {};  // probes before the generated ones; they fit the compiled shape
  const std::atomic<bool>* stop = nullptr;  // set: SweepStopped is thrown
};

struct Unexplained {
  Case test_case;           // of the sampler
  std::string instruction;  // where it starts; empty: not found by scope
  // Sites that the HLO reads rounded in one place and unrounded in another: no plan has these.
  std::vector<std::string> mixed;
};

struct Identification {
  Lowering lowering;  // whose plan it is; no sampler: as written
  Survivors survivors{0};
  std::optional<PlanBits> plan;  // the one that was checked; nothing where none survives
  int probes = 0;                // cases that were swept
  int fresh = 0;                 // cases that the plan was checked on and agreed
  std::optional<Unexplained> unexplained;

  [[nodiscard]] bool explained() const { return plan.has_value() && !unexplained.has_value(); }
};

// What the compiled program names on a case that fits its shape, as rows of the case.
Outcome run_compiled(const CompiledProgram& compiled, const Case& test_case);

struct ToIdentify {
  const CompiledProgram* compiled = nullptr;
  IdentifyOptions options;
  // The place of one before it: of the survivors, the one nearest to that one's plan is checked;
  // nothing: nearest to options.near.
  std::optional<std::size_t> near_to;
};

// What one sampler was compiled to at one shape, with one seed and the same numbers: each is
// identified as on its own, but every probing case is swept once for all of them. Throws
// SweepStopped, and InputError where the sampler cannot serve the compiled shape.
std::vector<Identification> identify(const std::shared_ptr<const Program>& sampler,
                                     std::span<const ToIdentify> all);

Identification identify(const std::shared_ptr<const Program>& sampler,
                        const CompiledProgram& compiled, const IdentifyOptions& options);

}  // namespace splitvote

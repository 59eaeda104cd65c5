// Modules that the writer made, lowered by JAX and run on the CPU; and what splitvote says they
// give.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "src/jax/write_jax.h"

namespace splitvote {

// A Python with the JAX that written modules are for (jax.shard_map); nothing when there is none.
std::optional<std::string> python_for_modules();

struct WrittenModule {
  JaxSource source;
  std::vector<Case> cases;  // all of the module's shapes; none: the module is lowered, not run
};
struct ModuleRun {
  std::string error;                 // a traceback; empty when all went well
  std::string hlo;                   // before optimization, lowered for a TPU
  std::vector<std::string> results;  // [case], as expected_results gives them
};
// One Python process runs them all. The cases of a module are run when some module has any.
std::vector<ModuleRun> run_modules(const std::string& python,
                                   const std::vector<WrittenModule>& modules);

// What a case's outputs are, all-rounded: "word word; word; ..." output by output, each rank by
// rank.
struct ExpectedResults {
  std::string text;
  bool has_nan = false;        // some value that something observed depends on holds a NaN
  bool has_subnormal = false;  // ... a number below 2^-126
};
ExpectedResults expected_results(const Case& test_case, const JaxSource& source);

// The shapes of a case with even shards.
JaxShapes shapes_of(const Case& test_case);

}  // namespace splitvote

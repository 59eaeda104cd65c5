// Findings of every verdict and outcomes to judge, put together at random: what a check and the
// judge must agree on.
#pragma once

#include <memory>

#include "harness/finding/finding.h"
#include "harness/generate/rng.h"
#include "src/evaluate/outcome.h"
#include "tests/oracle/scene.h"

namespace splitvote {

struct MadeUp {
  std::unique_ptr<Scene> scene;
  Finding finding;
};

// One emitted file cannot run both cases: none is written.
bool needs_two_files(Verdict verdict);

// Ties and neighbours among the logits, padding, and all that can be observed.
MadeUp made_up(Verdict verdict, Rng& rng);

// Mostly sensible: the tokens above some cut, named alike by all ranks; then one thing is wrong.
Outcome random_outcome(const Case& test_case, const Layout& layout, Rng& rng);

}  // namespace splitvote

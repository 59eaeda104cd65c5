// Findings to reduce: the committed ones, and fresh ones of every sampler.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/campaign/examine.h"
#include "harness/campaign/witness.h"
#include "harness/generate/generate.h"
#include "harness/reduce/reducer.h"
#include "harness/store/load.h"

namespace splitvote {

inline Candidate candidate_of(const Finding& finding) {
  return {finding.test_case, finding.relation};
}

// Findings on small generated cases of one program, at most `count`; fewer when it seldom fails.
inline std::vector<Finding> generated_findings(std::shared_ptr<const Program> program,
                                               std::uint64_t seed, std::size_t count) {
  GeneratorOptions options;
  options.vocab_size_max = 64;
  options.rank_count_max = 6;
  options.row_count_max = 2;
  std::vector<Finding> findings;
  for (std::uint64_t number = 0; findings.size() < count && number < 20'000; ++number) {
    Rng rng(seed, number);
    const Case test_case = generate(options, program, rng);
    // Two classes of a long program are swept near both ends, which takes a while.
    if (test_case.layout.class_count() * program->site_count() > 20) continue;
    for (Finding& finding : find_by_default(test_case, std::nullopt, FailRule())) {
      if (findings.size() < count) findings.push_back(std::move(finding));
    }
  }
  return findings;
}

// The finding that a committed file names.
inline Finding committed_finding(const std::string& path) {
  const Witness witness = load_witness(path);
  for (const Finding& finding : find_by_default(witness.test_case, witness.relation, FailRule())) {
    if (finding.signature == witness.expectation->signature) return finding;
  }
  return {};
}

}  // namespace splitvote

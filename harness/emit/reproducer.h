// What every language prints: a finding under one plan, taken apart.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/claim.h"
#include "harness/emit/laid_out.h"
#include "harness/emit/listing.h"
#include "harness/finding/finding.h"

namespace splitvote {

// The sampler is run once; for a relation once per case, for plan_split once per plan.
struct RunOf {
  std::size_t listing = 0;
  std::size_t layout = 0;
  std::string title;  // printed before its outcome lines; empty where there is one run
};

struct Reproducer {
  const Finding* finding = nullptr;
  std::vector<Listing> listings;  // one; plan_split: the plan, and the plan of all casts kept
  std::vector<LaidOut> layouts;   // one; of a relation: the case's, and the related one's
  std::vector<RunOf> runs;
  Claim claim;
  // The head of the file, a paragraph each, neither wrapped nor commented: what it shows, why, by
  // which sampler and plan. How to run it is the printer's to add.
  std::vector<std::string> head;

  [[nodiscard]] const Case& test_case() const { return finding->test_case; }
  [[nodiscard]] const Program& program() const { return *finding->test_case.program; }
  [[nodiscard]] bool watches_nan() const { return claim.verdict == Verdict::kNotFinite; }
};

// Keeps a reference to the finding. Throws InputError when the case is too large.
Reproducer reproducer_of(const Finding& finding, const Plan& plan);

// `text` in lines of at most `width` columns, broken at spaces.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

// The shortest decimal that reads back as this finite number, also by way of float64 ("8.6875",
// "1e-30", "3"); "inf", "-inf". Not for NaN.
std::string decimal(float number);

}  // namespace splitvote

// A campaign over what real compilers made: cases at the compiled shapes, findings that compiled
// programs reach.
//
// 1. A case of a subject runs through each of its compiled programs (reached_findings.h).
// 2. Where the same sampler was compiled for fewer rows, for a padded vocabulary, or as a variant
//    (CompiledAs::variant), the two compiled programs of one target are compared (variant_split).
#pragma once

#include <memory>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/subject.h"

namespace splitvote {

// Cases that the shape serves; rows to its number, or exactly so many where the sampler has its
// rows compiled in.
GeneratorOptions generator_at(const CompiledShape& shape, const Program& sampler,
                              const GeneratorOptions& base);

class OnTargets {
 public:
  // Keeps references to both.
  OnTargets(const std::vector<Subject>& subjects, const FailRule& rule)
      : subjects_(&subjects), rule_(&rule) {}

  // Sets programs, generators, turns and what is examined, for all subjects or one of them. The
  // options' generator gives what the compiled shapes leave open.
  void direct(CampaignOptions& options, const Subject* only = nullptr) const;

  // What the compiled programs of the case's sampler reach on it. Throws SweepStopped.
  [[nodiscard]] std::vector<Finding> find(const Case& test_case, const SweepLimits& limits) const;

  // The same of one of the subjects, with whatever it is compared with.
  [[nodiscard]] std::vector<Finding> find_on(const Subject& subject, const Case& test_case,
                                             const SweepLimits& limits) const;

 private:
  void compare_variants(const Subject& subject, const Case& test_case,
                        std::vector<Finding>& findings) const;

  const std::vector<Subject>* subjects_;
  const FailRule* rule_;
};

}  // namespace splitvote

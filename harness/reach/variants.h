// One target, the same logits, another shape or flag: whether what was compiled still names the
// same tokens.
//
// Compilers choose their plan anew for every batch size, padded vocabulary, extra output, bystander
// and cut into jits, so a row's answer may depend on how many rows are served with it, and on what
// else is computed.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/judge.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/subject.h"

namespace splitvote {

// The case as another shape of the sampler serves it: its first rows, and its vocabulary padded at
// the end with -inf (vLLM's get_top_tokens, model_executor/layers/logits_processor.py). Nothing
// where the shape has other ranks, or fewer tokens.
std::optional<Case> served_at(const Case& test_case, const CompiledShape& shape);

// What a compiled program names on a case of its shape; candidates in the padding are none.
Outcome names_as_served(const CompiledProgram& compiled, const Case& served);
Outcome without_padding(const Outcome& outcome, const Layout& layout);

// A site that two plans choose differently.
struct SiteDifference {
  std::string site;
  bool promoted = false;  // by the first; the second does otherwise
};
// By name. A user's function may have other sites at another shape; those that only one has are not
// compared.
std::vector<SiteDifference> site_differences(const Program& a, PlanBits of_a, const Program& b,
                                             PlanBits of_b);

// One case of a subject, against whatever else its sampler was compiled as. Outcomes are kept: each
// compiled program of the subject runs once.
class VariantSplits {
 public:
  // Keeps references to all; the case fits the subject's shape.
  VariantSplits(const Case& test_case, const Subject& subject, const FailRule& rule)
      : case_(&test_case), subject_(&subject), rule_(&rule) {}

  // `here` is one of the subject's, `there` one of the other's: of one target and as many ranks.
  // Compared are the rows that both hold, where the other's shape serves the case (served_at);
  // padding is no token, and candidates in it do not count. The cause names the sites that the two
  // identified plans choose differently ("keep:y differs"), or says that the lowerings differ;
  // where one plan is not known, or they are the same, "unexplained:tpu". Nothing where the verdict
  // does not fail.
  std::optional<Finding> between(const CompiledSubject& here, const Subject& other,
                                 const CompiledSubject& there);

 private:
  // `other`: the sampler that `there`'s plan is of.
  [[nodiscard]] Finding finding_of(const Ruling& ruling, const Judge& judge,
                                   const CompiledSubject& here, const Program& other,
                                   const CompiledSubject& there) const;
  const Outcome& outcome_of(const CompiledSubject& here);

  const Case* case_;
  const Subject* subject_;
  const FailRule* rule_;
  std::map<const CompiledSubject*, Outcome> outcomes_;
};

// Leaves out the variants and padded vocabularies that were identified as choosing what the sampler
// as it is chooses at the same batch size on the same target: no probing case told them apart. How
// many there were.
int drop_equal_variants(std::vector<Subject>& subjects);

}  // namespace splitvote

// One target, the same logits, another shape or flag: whether what was compiled still names the
// same tokens.
//
// Compilers choose their plan anew for every batch size (and padded vocabulary, extra output, ...),
// so a row's answer may depend on how many rows are served with it.
#pragma once

#include <optional>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/subject.h"

namespace splitvote {

// The cause names the sites that the two identified plans choose differently ("keep:y differs"), or
// says that the lowerings differ; where one plan is not known, or they are the same,
// "unexplained:tpu". Both compiled programs are of one target and ranks; the case fits the first,
// and the rows that the other holds are compared. Nothing where the verdict does not fail.
std::optional<Finding> variant_split(const Case& test_case, const Subject& subject,
                                     const CompiledSubject& here, const Subject& other_subject,
                                     const CompiledSubject& there, const FailRule& rule);

}  // namespace splitvote

// What contradicts an identified plan is one more probe.
//
// A campaign names plans by few probing cases. Where one of its own cases shows that no plan that
// these left does what the compiled program does, the program is identified again, with that case
// among the probes and more of them; and what was found on its sampler is judged again. What stays
// `unexplained` then is so by all that identification knows.
#pragma once

#include <atomic>
#include <cstddef>

#include "harness/campaign/collection.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/identify_subjects.h"
#include "harness/reach/subject.h"

namespace splitvote {

// With many more probes than a campaign begins with.
IdentifySubjectsOptions identify_again_options(int jobs, const std::atomic<bool>* stop);

// Samplers at a shape that were identified again. A stop leaves the rest as it was.
std::size_t identify_again(const IdentifySubjectsOptions& options, const FailRule& rule,
                           std::vector<Subject>& subjects, Collection& collection);

}  // namespace splitvote

// Every compiled program of the subjects identified, several at once.
//
// 1. The smallest vocabulary of a sampler comes before those that may be its padding, and what was
//    compiled as it is before its variants.
// 2. Of the plans that survive for a padded vocabulary or a variant, the one nearest to that of
//    the former on the same target is checked, so that they are said to differ only where they
//    must.
// What comes out does not depend on how many run at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/reach/subject.h"

namespace splitvote {

struct IdentifySubjectsOptions {
  IdentifyOptions own;  // of samplers as they are; its stop is that of all
  // Of variants, and of subjects that others are only compared with (Subject::padding); nothing: as
  // of the others.
  std::optional<IdentifyOptions> besides;
  int jobs = 1;
  // The next subject begins; one call at a time, from any thread. May be empty.
  std::function<void(const Subject&)> on_progress;
};

struct NotIdentified {
  std::string record;
  std::string why;  // what was expected; empty: a stop came first
};

// Those that were not identified are left out of the subjects, and so is a subject that has none
// left.
std::vector<NotIdentified> identify_subjects(const IdentifySubjectsOptions& options,
                                             std::vector<Subject>& subjects);

}  // namespace splitvote

// What was compiled before, read from its records with no compiler installed.
#pragma once

#include <string>

#include "harness/compiled/sampler_source.h"
#include "harness/compiled/subjects.h"
#include "harness/reach/identify_subjects.h"

namespace splitvote {

// Every record in the folder, by file name; with `only`, those of that sampler. Programs are
// built-in ones where `only` does not give another. Throws InputError where there is none, or one
// cannot be read or identified; SweepStopped.
Subjects subjects_from_records(const std::string& folder, const SamplerSource* only,
                               const IdentifySubjectsOptions& identify);

}  // namespace splitvote

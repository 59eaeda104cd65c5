// A case from a file, with what else judging it again needs: the case it was compared with, and
// what it should show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/case/codec.h"
#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/report/expectation.h"

namespace splitvote {

struct Witness {
  Case test_case;
  std::optional<Relation> relation;  // of a finding on two cases
  std::optional<Expectation> expectation;
  std::vector<std::string> notices;  // what reading assumed
  std::optional<Finding> finding;    // of a finding's file; its records as seen from here
};

// `path`: a case, a finding, bytes of a fuzzing engine (which may name `programs`; the built-in
// ones when empty), or "-". Throws InputError.
Witness load_witness(const std::string& path, ProgramRegistry programs = {});

// The finding as a file in `folder` holds it: with its records relative to there.
Finding as_saved_in(const std::string& folder, Finding finding);

// `rule`, and besides it every verdict that is expected fails, from the grade that is expected:
// what was found under another rule is found again.
FailRule rule_for(const std::optional<Expectation>& expectation, FailRule rule);

}  // namespace splitvote

// What a case file says that a sweep should find, and how a sweep's findings differ from it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct Expectation {
  std::optional<std::map<Verdict, std::optional<Grade>>>
      verdicts;  // that fail, each with its worst grade if said
  bool others_allowed =
      false;  // verdicts that are not named may fail as well (a finding is one of several)
  std::string signature;  // 16 letters, that of one finding; or empty

  friend bool operator==(const Expectation&, const Expectation&) = default;
};

// One phrase per difference ("expected rank_split at wide, found it at near"); empty when the
// findings are as expected.
std::vector<std::string> differences(const Expectation& expectation,
                                     std::span<const Finding> findings);

}  // namespace splitvote

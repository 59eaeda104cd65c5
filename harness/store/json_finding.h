// Finding files: a case with what was found on it ("splitvote-finding", version 1).
//
// A finding stands wherever a case does: read as one, what it found is what the case is expected to
// show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/store/json_case.h"

namespace splitvote {

inline constexpr std::string_view kFindingFormat = "splitvote-finding";
inline constexpr std::int64_t kFindingVersion = 1;

struct FindingFile {
  Finding finding;
  std::string build;                 // fingerprint of the build that found it
  std::vector<std::string> notices;  // what reading assumed
};

// `folder` is where relative tensor files lie. Throws InputError with the JSON path.
FindingFile finding_file_of(const JsonPlace& place, const std::string& folder);
// Its case, and its verdict, grade and signature as the expectation; other verdicts may fail as
// well.
CaseFile case_file_of(const FindingFile& file);

// Everything but the case: the members that a finding file begins with, and reports list.
void add_explanation(const Finding& finding, Json& object);

// InputErrors name `file`. Reads back what write_finding gave, field by field and bit by bit.
FindingFile read_finding(std::string_view text, const std::string& file);
std::string write_finding(const FindingFile& file);

}  // namespace splitvote

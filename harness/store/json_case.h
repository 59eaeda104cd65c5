// Case files: Case <-> JSON ("splitvote-case", version 1; DESIGN section 5), with what the file
// says the case should show.
//
// What is written is self-contained and canonical: the shortest layout, logits as decimals that
// read back bit-equal or, when there are many, as base64 of their bits. What is read may be terse
// (`{"ranks": 8}`) or name a tensor file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/case/case.h"
#include "harness/report/expectation.h"
#include "harness/store/json_place.h"

namespace splitvote {

inline constexpr std::string_view kCaseFormat = "splitvote-case";
inline constexpr std::int64_t kCaseVersion = 1;

struct CaseFile {
  Case test_case;
  std::optional<Expectation> expectation;
  std::string description;           // for people
  std::string source;                // where the case comes from: a thread, a report
  std::vector<std::string> notices;  // what reading assumed
};

// `folder` is where relative tensor files lie. Throws InputError with the JSON path.
CaseFile case_file_of(const JsonPlace& place, const std::string& folder);
// Members of a case object that are the case itself: program, logits, layout, params.
Case case_of(const JsonPlace& place, const std::string& folder, std::vector<std::string>& notices);
void add_case(const Case& test_case, Json& object);

Expectation expectation_of(const JsonPlace& place);
Json json_of(const Expectation& expectation);

// "corpus/a.json" lies in "corpus/", "a.json" and "-" in "".
std::string folder_of(const std::string& file);

// InputErrors name `file`, whose folder relative tensor files lie in.
CaseFile read_case(std::string_view text, const std::string& file);
std::string write_case(const CaseFile& case_file);

}  // namespace splitvote

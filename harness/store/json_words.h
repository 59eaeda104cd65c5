// The closed lists of words that several files use: verdicts, grades, signatures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/oracle/verdict.h"
#include "harness/store/json_place.h"

namespace splitvote {

// But for grade_named, they throw InputError naming the words that are allowed.
Verdict verdict_named(const JsonPlace& place, const std::string& name);
Verdict verdict_at(const JsonPlace& place);
std::optional<Grade> grade_named(std::string_view word);
Grade grade_at(const JsonPlace& place);
std::string signature_at(const JsonPlace& place);  // 16 letters of a..z

}  // namespace splitvote

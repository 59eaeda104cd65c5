// `explain --json`: an explanation, every claim of which can be checked plan by plan.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/finding/explanation.h"
#include "harness/store/json_value.h"

namespace splitvote {

// Plans are as `--plan` takes them. Every literal of a cause has in `without` a covered plan that
// satisfies the others and does not fail at the finding's grade; every pin one that satisfies the
// others and fails.
std::string explanation_report(const Explanation& explanation,
                               const std::vector<std::string>& notices);

}  // namespace splitvote

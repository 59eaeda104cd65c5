// `explain --json`: an explanation, every claim of which can be checked plan by plan.
#pragma once

#include <string>
#include <vector>

#include "harness/finding/corpus_pins.h"
#include "harness/finding/explanation.h"
#include "harness/reach/variant_explanation.h"

namespace splitvote {

// Plans are as `--plan` takes them. Every literal of a cause has in `without` a covered plan that
// satisfies the others and does not fail at the finding's grade; every pin one that satisfies the
// others and fails.
std::string explanation_report(const Explanation& explanation,
                               const std::vector<std::string>& notices);

// Of `variant_split`: the two compiled programs, where they part, and what makes them agree.
std::string variant_explanation_report(const VariantExplanation& explanation,
                                       const std::vector<std::string>& notices);

// Of what no plan shows: the finding, with what was tried against it.
std::string unexplained_report(const Finding& finding, const std::vector<std::string>& notices);

// `explain DIR --json`: the findings, and per program the pins that fix all of them at once.
std::string corpus_pins_report(const std::vector<CorpusFinding>& corpus,
                               const std::vector<ProgramPins>& programs,
                               const std::vector<std::string>& notices);

}  // namespace splitvote

// An explanation as text for people: the cause in words, the decisions, the sites, every cause, the
// plans at the edges, and every set of pins.
#pragma once

#include <string>

#include "harness/finding/explanation.h"

namespace splitvote {

std::string explanation_text(const Explanation& explanation, bool coloured);

}  // namespace splitvote

// Why two compiled programs of one target name other tokens, for people: where they part, what they
// are, which sites their plans choose differently, and what to pin.
#pragma once

#include <string>

#include "harness/reach/variant_explanation.h"

namespace splitvote {

std::string variant_explanation_text(const VariantExplanation& explanation, bool coloured);

}  // namespace splitvote

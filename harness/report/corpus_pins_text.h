// Findings grouped by signature, and the pins that fix them all, as text for people.
#pragma once

#include <string>
#include <vector>

#include "harness/finding/corpus_pins.h"

namespace splitvote {

std::string corpus_pins_text(const std::vector<CorpusFinding>& corpus,
                             const std::vector<ProgramPins>& programs, bool coloured);

}  // namespace splitvote

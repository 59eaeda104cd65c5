// What compilers made of a sampler, site by site, as text.
#pragma once

#include <span>
#include <string>

#include "harness/reach/subject.h"

namespace splitvote {

// One table, sites against targets and shapes, then a line for each compilation: the evidence, the
// plan, what no plan explains, and where the outcomes contradict the text.
std::string site_table_text(std::span<const Subject> subjects, bool coloured);

}  // namespace splitvote

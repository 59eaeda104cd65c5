// What compilers made of a sampler, site by site, as text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/reach/subject.h"

namespace splitvote {

// One table, sites against targets and shapes, then a line for each compilation: the evidence, the
// plan, what no plan explains, and where the outcomes contradict the text.
std::string site_table_text(std::span<const Subject> subjects, bool coloured);

// How the readings and plans of a sampler changed from earlier records to these, a line each:
// "tpu-v6e, batch 8: keep:y rounded -> promoted (libtpu 0.0.35 -> libtpu 0.0.52)". Compared are
// compilations of one sampler for one target, shape and flags; one that has no record is a line
// too.
std::vector<std::string> reading_changes(std::span<const Subject> before,
                                         std::span<const Subject> after);

}  // namespace splitvote

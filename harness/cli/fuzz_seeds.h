// What a campaign starts from: corpus folders, and rows of the user's own logits.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/cli/case_arguments.h"

namespace splitvote {

// Every file under the folders whose program is among `programs`. Throws InputError at the first
// one that cannot be read.
std::vector<SeedCase> corpus_seeds(const std::vector<std::string>& paths,
                                   const std::vector<std::shared_ptr<const Program>>& programs,
                                   std::vector<std::string>& notices);

// Each row for each program, with generated parameters where `generator` gives none.
std::vector<SeedCase> logits_seeds(const std::string& place_text,
                                   const std::vector<std::shared_ptr<const Program>>& programs,
                                   const LayoutArguments& layout, const GeneratorOptions& generator,
                                   std::uint64_t seed, std::vector<std::string>& notices);

}  // namespace splitvote

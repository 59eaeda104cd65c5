// Which entry parameter and which entry result is what: as given, or inferred and said.
#pragma once

#include <string>
#include <vector>

#include "src/hlo/lowering.h"
#include "src/hlo/node_traits.h"
#include "src/hlo/read_hlo.h"

namespace splitvote {

// How many ranks the module is for: of its header, its mesh, or its groups.
int rank_count(const HloModule& module);

// The shape of each entry parameter on one rank: what shard_map takes where the text is that of the
// whole mesh, else what is declared. Throws InputError for a tuple.
std::vector<HloShape> local_parameters(const HloModule& module);

// Refuses logits that are not cut along their tokens, evenly, over several ranks, where the text
// says how they are cut.
void want_cut_by_tokens(const HloInstruction& parameter, const HloShape& local, int ranks);

// The sampler language's name of each entry parameter; exactly one is "logits".
std::vector<std::string> parameter_names(const HloModule& module,
                                         const std::vector<HloShape>& shapes,
                                         const HloInterface& interface,
                                         std::vector<std::string>& notes);

// An entry result, and what it is known to be.
struct ResultTraits {
  HloArray array;
  NodeTraits is;
};

// The role of each flattened entry result; "" for none. `batch` is the logits'.
std::vector<std::string> output_roles(const HloModule& module,
                                      const std::vector<ResultTraits>& results, std::int64_t batch,
                                      int ranks, std::int64_t tokens_per_rank,
                                      const HloInterface& interface,
                                      std::vector<std::string>& notes);

}  // namespace splitvote

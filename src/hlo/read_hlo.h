// An HLO module into a sampler program: what a compiler made, or was given, in the sampler
// language.
//
// 1. Calls, fusions, asynchronous pairs, tuples and conditionals are taken apart in place; what is
//    left is one list of values of whole-number shapes, each in the dtype that the HLO declares.
// 2. The entry's parameters and results get their roles: given (`HloInterface`), or inferred from
//    names, shapes and dtypes; every inference and every policy is said in `notes`.
// 3. Values that nothing observed needs are dropped.
//
// An operation or attribute that is not known to mean what is written is refused by name and line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/hlo/hlo_module.h"
#include "src/program/draft.h"

namespace splitvote {

struct HloInterface {
  // The language's name of each entry parameter (logits, temperature, seed, top_p, ...), "" for a
  // parameter of the case under its own name; empty: inferred.
  std::vector<std::string> parameters;
  // The role of each flattened entry result ("candidates.mask", "candidates.ids", "top.id",
  // "top.value", "draw.id", "owner.mask", "travels.id", ...; roles.h), "" for none; empty:
  // inferred.
  std::vector<std::string> outputs;
  // Whether what goes with given outputs is inferred as it is with inferred ones: that the one
  // token named is the one candidate, and which positions a mask is over.
  bool infer_besides = false;
  // So many of the last results are not the sampler's own: they are dropped before roles are given.
  int extra_results = 0;
  std::vector<std::string> promises;
  bool infer_promises = true;
  std::string name;  // empty: the module's
  // Whether the rounding of a value stands exactly where the HLO has it, so that the program has no
  // sites; absent: only in optimized modules.
  std::optional<bool> pinned;
  // Whether sums and scans declared in a narrow dtype keep a float32 accumulator (TPU machine code
  // does; the HLO does not tell); absent: only in optimized modules.
  std::optional<bool> wide_accumulators;
};

struct Provenance {
  int line = 0;             // of the module's text
  std::string instruction;  // without '%'
  std::string scope;        // innermost named scope: "y" of "jit(f)/y/div"; "" where there is none
  std::string op_name;      // all of it: "jit(f)/y/div"
};

// "y" of "jit(f)/shard_map/y/div": the innermost part that a person named.
std::string innermost_scope(const std::string& op_name);

struct HloProgram {
  ProgramDraft draft;
  std::vector<Provenance> provenance;  // [value]
  std::vector<std::string> notes;      // policies used, what was inferred
  std::vector<std::string> outputs;    // [flattened entry result]: its value; "" where dropped
  int batch = 0;
  int tokens_per_rank = 0;
  int ranks = 1;
};

// Throws InputError, place "line N".
HloProgram read_hlo(const HloModule& module, const HloInterface& interface);

}  // namespace splitvote

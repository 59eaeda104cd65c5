// A sampler at one shape, and what each target's compiler made of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/identify/compiled_program.h"
#include "harness/identify/identify.h"

namespace splitvote {

struct CompiledSubject {
  CompiledProgram compiled;
  Identification identified;
  std::string record;  // where its HLO lies; empty: nowhere
};

struct Subject {
  std::shared_ptr<const Program> sampler;
  CompiledShape shape;
  std::vector<CompiledSubject> on;  // one for each target (and set of flags)
  bool fleet = false;    // on[c] serves the ranks of class c, two of them; otherwise each
                         // serves all ranks
  bool padding = false;  // its vocabulary is another one's, padded: only compared with that
};

}  // namespace splitvote

// A sampler as one compiler made it for one shape: the program read back from its HLO, and the
// evidence that it rests on.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/identify/fit.h"
#include "src/program/program.h"

namespace splitvote {

struct CompiledProgram {
  std::shared_ptr<const Program> program;
  std::vector<std::string> scopes;        // [value] innermost named scope, empty where unknown
  std::vector<std::string> instructions;  // [value] "%div.1 (line 57)"
  CompiledShape shape;
  std::map<std::string, double> numbers;  // parameters that were compiled in (top_k)
  std::string target;                     // "tpu-v5e"
  std::string compiler;                   // "libtpu 0.0.52"
  std::string flags;                      // empty: the compiler's defaults
  std::vector<std::string> notes;         // policies where HLO leaves freedom

  // "optimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768 tokens".
  [[nodiscard]] std::string evidence() const;
};

}  // namespace splitvote

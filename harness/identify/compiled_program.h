// A sampler as one compiler made it for one shape: the program read back from its HLO.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/identify/compiled_as.h"
#include "src/program/program.h"

namespace splitvote {

struct CompiledProgram {
  std::shared_ptr<const Program> program;
  std::vector<std::string> scopes;          // [value] empty where unknown
  std::vector<std::string> sampler_scopes;  // [value of the sampler] the same names
  std::vector<std::string> instructions;    // [value] "%div.1 (line 57)"
  CompiledAs as;
  std::map<std::string, double> numbers;  // parameters that were compiled in (top_k)
};

}  // namespace splitvote

// A record as programs: what the compiler made, and for a user's function the sampler itself.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/compiled/record.h"
#include "harness/identify/compiled_program.h"
#include "src/program/program.h"

namespace splitvote {

struct ReadNote {
  std::string about;  // "the sampler", or the target: "tpu-v4"
  std::string text;
};

struct ReadBack {
  // Of a user's function: its HLO before optimization, with its sites. Null for a program's record.
  std::shared_ptr<const Program> sampler;
  std::vector<std::string> sampler_instructions;  // [value of the sampler] "div.3"
  CompiledProgram compiled;
  std::vector<ReadNote> notes;  // what was inferred, and policies where HLO leaves freedom
};

// Throws InputError: place "line N" of the HLO, which `file` names in the message.
ReadBack read_back(const CompiledRecord& record, const std::string& file);

}  // namespace splitvote

// One compilation as a file: what a compiler made of a sampler, to be read again without it.
//
// Named texts as the compilers' cache has them (fields.h): a person can read the file, HLO and all.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/compilers/compiled.h"
#include "harness/identify/compiled_as.h"
#include "harness/identify/fit.h"
#include "src/hlo/roles.h"

namespace splitvote {

struct CompiledRecord {
  std::string sampler;    // the program's name, or FILE.py:FUNCTION
  std::string arguments;  // of FILE.py:FUNCTION, as --args has them; empty: of its annotations
  std::string target, compiler, jax, flags;
  CompiledShape shape;
  // Roles (src/hlo/roles.h): all that a program observes, or what was said of a user's function;
  // empty: inferred from the HLO.
  std::vector<std::string> parameters, outputs;
  std::map<std::string, double> numbers;
  bool of_function = false;  // a user's, in the file where `unoptimized` is
  std::string unoptimized;   // of a user's function, whose sampler is read from it; else empty
  std::string optimized;
  // What was asked for besides (CompiledAs::variant), and how many of the last results it made.
  std::string variant;
  int extra_results = 0;
  // Of two jits: `optimized` is the first one's, which gives one value; this is the second's, which
  // takes it as its last parameter. Else empty.
  std::string optimized_second;
};

// Roles in place of those that it has, where they are given.
void give_roles(const HloRoles& roles, CompiledRecord& record);

std::string write_record(const CompiledRecord& record);
bool is_record(std::string_view text);
// Throws InputError naming the file and what is missing.
CompiledRecord read_record(std::string_view text, const std::string& file);
// "greedy-tpu-v5e-b8-r4-32768.hlo": letters that no file name should hold are replaced by '_'.
std::string record_file_name(const CompiledRecord& record);

}  // namespace splitvote

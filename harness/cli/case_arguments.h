// CASE on a command line: a case file, a finding, bytes of a fuzzing engine, or a program with the
// user's own logits.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "harness/campaign/witness.h"
#include "harness/case/case.h"
#include "harness/cli/sampler_arguments.h"
#include "harness/store/tensor_file.h"

namespace splitvote {

// How logits of one's own are sharded, and the parameters.
struct LayoutArguments {
  int ranks = 1;
  std::string layout = "even";  // even, strided, padded:N
  std::string pad_value;
  std::string vocabulary;
};

struct CaseArguments {
  std::string text;
  std::string logits;
  LayoutArguments layout;
  SamplerArguments sampler;           // roles
  std::vector<std::string> settings;  // name=value, several separated by commas
};

void add_case_arguments(CLI::App& command, CaseArguments& arguments);
void add_layout_arguments(CLI::App& command, LayoutArguments& arguments);

// Throws InputError, naming the flag or the file at fault.
Witness load_case_argument(const CaseArguments& arguments);

// The rows as a case of `program`; `file` is for error messages.
Case case_of_rows(std::shared_ptr<const Program> program, TensorRows rows,
                  const LayoutArguments& layout, const Parameters& parameters,
                  const std::string& file);

// "temperature=0.7,top_k=40" over what the parameters hold.
void apply_settings(const std::vector<std::string>& settings, const Program& program,
                    Parameters& parameters);

// Every parameter that the program has no default for is given.
void require_parameters(const Program& program, const Parameters& parameters);

}  // namespace splitvote

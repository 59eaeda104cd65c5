// --args, --parameters and --outputs: what a FILE.py:FUNCTION takes, and which of its arguments and
// results, or of HLO text's, is what.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/compiled/sampler_source.h"
#include "src/hlo/roles.h"

namespace splitvote {

struct SamplerArguments {
  std::vector<std::string> arrays;               // "bf16[batch,vocab],f32[]"
  std::vector<std::string> parameters, outputs;  // roles (src/hlo/roles.h)
};

// Each may be given once, for all that it can be about, or once for each in order. Commands that
// have samplers of their own say the rest of each help text.
void add_args_option(CLI::App& command, SamplerArguments& arguments, const std::string& help);
void add_role_options(CLI::App& command, SamplerArguments& arguments);

// Of a command with one sampler. Throws InputError for unknown roles, and where more than one is
// given.
HloRoles roles_of(const SamplerArguments& arguments);
SamplerSource load_sampler(const std::string& text, const SamplerArguments& arguments);

// Of several: FILE.py:FUNCTIONs in order have their --args, these and HLO text their roles. Throws
// InputError naming both counts where another number is given.
std::vector<SamplerSource> load_samplers(const std::vector<std::string>& texts,
                                         const SamplerArguments& arguments);
// The roles alone, [text]; empty ones for what is no function and no HLO text.
std::vector<HloRoles> roles_of(const std::vector<std::string>& texts,
                               const SamplerArguments& arguments);

}  // namespace splitvote

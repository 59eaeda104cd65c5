#include "harness/cli/sampler_arguments.h"

#include <algorithm>

#include "harness/compiled/program_file.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr const char* kArgs = "--args";
constexpr const char* kParameters = "--parameters";
constexpr const char* kOutputs = "--outputs";

// The options take one text each time: what follows is the command's own.
void add(CLI::App& command, const std::string& flag, std::vector<std::string>& texts,
         const std::string& help, const std::string& type) {
  command.add_option(flag, texts, help)->type_name(type)->allow_extra_args(false);
}

// Hands texts out in order, or one to all.
class InOrder {
 public:
  InOrder(const std::vector<std::string>& texts, std::size_t count, const std::string& what,
          const std::string& flag)
      : texts_(texts) {
    if (texts.size() <= 1 || texts.size() == count) return;
    throw InputError(
        flag,
        "expected it once" +
            (count <= 1 ? "" : ", or once for each of " + std::to_string(count) + " " + what) +
            ", found it " + std::to_string(texts.size()) + " times");
  }

  std::string next() {
    if (texts_.empty()) return "";
    return texts_.size() == 1 ? texts_.front() : texts_[at_++];
  }

 private:
  const std::vector<std::string>& texts_;
  std::size_t at_ = 0;
};

std::size_t count_if(const std::vector<std::string>& texts, bool (*is)(const std::string&)) {
  return static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), is));
}

bool has_roles(const std::string& text) { return names_function(text) || names_hlo(text); }

}  // namespace

void add_args_option(CLI::App& command, SamplerArguments& arguments, const std::string& help) {
  add(command, kArgs, arguments.arrays, help, "SHAPES");
}

void add_role_options(CLI::App& command, SamplerArguments& arguments) {
  add(command, kParameters, arguments.parameters,
      "What each argument of FILE.py:FUNCTION, or parameter of HLO text, is, as "
      "logits,_,temperature (_: none of these); inferred by default",
      "ROLE,...");
  add(command, kOutputs, arguments.outputs, "The same of each result, as candidates.mask,_,top.id",
      "ROLE,...");
}

HloRoles roles_of(const SamplerArguments& arguments) {
  InOrder parameters(arguments.parameters, 1, "", kParameters);
  InOrder outputs(arguments.outputs, 1, "", kOutputs);
  return {parse_parameter_roles(parameters.next(), kParameters),
          parse_output_roles(outputs.next(), kOutputs)};
}

SamplerSource load_sampler(const std::string& text, const SamplerArguments& arguments) {
  InOrder arrays(arguments.arrays, 1, "", kArgs);
  return load_sampler_source(text, arrays.next(), roles_of(arguments));
}

std::vector<HloRoles> roles_of(const std::vector<std::string>& texts,
                               const SamplerArguments& arguments) {
  const std::size_t count = count_if(texts, has_roles);
  const std::string what = "FILE.py:FUNCTION and HLO text";
  if (count == 0) {
    const HloRoles roles = roles_of(arguments);
    if (!roles.given()) return std::vector<HloRoles>(texts.size());
    throw InputError(roles.parameters.empty() ? kOutputs : kParameters,
                     "expected FILE.py:FUNCTION or HLO text that it is about, found none");
  }
  InOrder parameters(arguments.parameters, count, what, kParameters);
  InOrder outputs(arguments.outputs, count, what, kOutputs);
  std::vector<HloRoles> roles;
  for (const std::string& text : texts) {
    HloRoles own;
    if (has_roles(text)) {
      own.parameters = parse_parameter_roles(parameters.next(), kParameters);
      own.outputs = parse_output_roles(outputs.next(), kOutputs);
    }
    roles.push_back(std::move(own));
  }
  return roles;
}

std::vector<SamplerSource> load_samplers(const std::vector<std::string>& texts,
                                         const SamplerArguments& arguments) {
  const std::vector<HloRoles> roles = roles_of(texts, arguments);
  InOrder arrays(arguments.arrays, count_if(texts, names_function), "FILE.py:FUNCTION", kArgs);
  std::vector<SamplerSource> samplers;
  for (std::size_t at = 0; at < texts.size(); ++at) {
    const std::string own = names_function(texts[at]) ? arrays.next() : std::string();
    samplers.push_back(load_sampler_source(texts[at], own, roles[at]));
  }
  return samplers;
}

}  // namespace splitvote
